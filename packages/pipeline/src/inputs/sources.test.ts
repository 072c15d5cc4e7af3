import { TABLE_NAMES } from "@almanac/core/tables/input"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { answer, ONE_CONTACT, refusal, withSources } from "./fixture.ts"
import { bindSources } from "./sources.ts"
import { TABLES } from "./tables.ts"

const CONTACT = "SELECT 1 AS id, 'a@example.com' AS email, '60601' AS zip_code"

describe("columns", () => {
  test.each(TABLE_NAMES.flatMap((table) => TABLES[table].required.map((column) => [table, column] as const)))(
    "%s needs %s",
    async (table, column) => {
      const header = Object.keys(TABLES[table].columns).filter((name) => name !== column)
      const files = { ...ONE_CONTACT, [`${table}.csv`]: `${header.join(",")}\n` }
      expect(await refusal(files)).toMatch(
        new RegExp(`^${table}\\.csv has no column ${column}: add it; required are`),
      )
    },
  )

  test("names the file that lacks one", async () => {
    const files = {
      "contacts/1.parquet": CONTACT,
      "contacts/2.parquet": "SELECT 1 AS id, 'a@example.com' AS email",
    }
    expect(await refusal(files)).toMatch(/^contacts\/2\.parquet has no column zip_code/)
    const typed = { "contacts/1.parquet": CONTACT, "contacts/2.parquet": CONTACT.replace("'60601'", "60601") }
    expect(await refusal(typed)).toMatch(/^contacts\/2\.parquet has column zip_code of type INTEGER/)
  })

  test("almost named right are refused, not overlooked", async () => {
    const files = { "contacts.parquet": `${CONTACT}, DATE '1950-01-01' AS "Birth_Date"` }
    expect(await refusal(files)).toBe('contacts.parquet has a column "Birth_Date": rename it to birth_date')
    expect(await refusal({ "contacts.csv": "id, email,zip_code\n1,a,b\n" })).toMatch(/has a column " email"/)
  })

  test("with a reserved name are refused", async () => {
    const files = { "contacts.parquet": `${CONTACT}, 1 AS File_Row_Number` }
    expect(await refusal(files)).toMatch(/has a column "File_Row_Number", which is a reserved name/)
  })

  test("may have other types in another file", async () => {
    const files = {
      "contacts/1.parquet": `${CONTACT}, DATE '1950-01-31' AS birth_date, 1 AS other`,
      "contacts/2.parquet": "SELECT '02101' AS zip_code, 'x' AS other, '2' AS id, 'b@example.com' AS email",
      "contacts/3.parquet": CONTACT.replace("1 AS id", "'3' AS id, '1950-01-31' AS birth_date"),
    }
    await withSources(files, ({ sql, sources }) =>
      Effect.gen(function* () {
        const rows = yield* sql`SELECT row_number, id, birth_date, zip_code FROM source_contacts ORDER BY 1`
        expect(rows).toEqual([
          { row_number: 1n, id: 1n, birth_date: "1950-01-31", zip_code: "60601" },
          { row_number: 2n, id: 2n, birth_date: null, zip_code: "02101" },
          { row_number: 3n, id: 3n, birth_date: "1950-01-31", zip_code: "60601" },
        ])
        expect(sources.describe("contacts")).toEqual([
          { name: "id", types: ["INTEGER", "VARCHAR"] },
          { name: "email", types: ["VARCHAR"] },
          { name: "zip_code", types: ["VARCHAR"] },
          { name: "birth_date", types: ["DATE", "VARCHAR"] },
        ])
        expect(sources.describe("suppressions")).toEqual([])
      }),
    )
  })
})

const VIEWS = {
  contacts:
    "id BIGINT, id_text VARCHAR, org_id BIGINT, org_id_text VARCHAR, org_id_unread BOOLEAN, email VARCHAR, zip_code VARCHAR, state VARCHAR, birth_date DATE, birth_date_text VARCHAR, birth_date_unread BOOLEAN, effective_date DATE, effective_date_text VARCHAR, effective_date_unread BOOLEAN, phone_number VARCHAR, sms_consent BOOLEAN",
  email_schedules:
    "id BIGINT, contact_id BIGINT, contact_id_text VARCHAR, email_type VARCHAR, scheduled_send_date DATE, status VARCHAR, event_date DATE, event_date_unread BOOLEAN, campaign_instance_id BIGINT, campaign_instance_id_unread BOOLEAN, actual_send_date DATE, actual_send_datetime_unread BOOLEAN, parent_schedule_id BIGINT, parent_schedule_id_unread BOOLEAN",
  campaign_types:
    "name VARCHAR, respect_exclusion_windows BOOLEAN, enable_followups BOOLEAN, days_before_event INTEGER, target_all_contacts BOOLEAN, priority INTEGER, active BOOLEAN, any_day BOOLEAN, holdout_percentage DOUBLE",
  campaign_instances:
    "id BIGINT, campaign_type VARCHAR, instance_name VARCHAR, email_template VARCHAR, sms_template VARCHAR, active_start_date DATE, active_end_date DATE, metadata VARCHAR, org_id BIGINT, holdout_percentage DOUBLE",
  contact_campaigns:
    "contact_id BIGINT, contact_id_text VARCHAR, campaign_instance_id BIGINT, trigger_date DATE, trigger_date_text VARCHAR, trigger_date_unread BOOLEAN, status VARCHAR, metadata VARCHAR",
  tracking_clicks: "contact_id BIGINT, clicked_on DATE",
  contact_events: "contact_id BIGINT, event_type VARCHAR, metadata VARCHAR, created_on DATE",
  suppressions:
    "contact_id BIGINT, contact_id_text VARCHAR, contact_id_unread BOOLEAN, email VARCHAR, channel VARCHAR, email_type VARCHAR",
  organisations:
    "org_id BIGINT, name VARCHAR, time_zone VARCHAR, daily_send_percentage_cap DOUBLE, daily_cap INTEGER, weekdays VARCHAR, holidays VARCHAR, blackout_dates VARCHAR, warm_up VARCHAR",
}

describe("views", () => {
  const full = Object.fromEntries(
    TABLE_NAMES.map((table) => {
      const header = Object.keys(TABLES[table].columns)
      return [
        `${table}.csv`,
        `${header.join(",")}\n${table === "contacts" ? `1${",".repeat(header.length - 1)}\n` : ""}`,
      ]
    }),
  )
  test.each(TABLE_NAMES.flatMap((table) => [ONE_CONTACT, full].map((files) => [table, files] as const)))(
    "source_%s has its columns whether the table is there or not",
    async (table, files) => {
      const columns = await answer(files, `DESCRIBE source_${table}`)
      expect(columns.map((column) => `${column.column_name} ${column.column_type}`).join(", ")).toBe(
        `row_number BIGINT, ${VIEWS[table]}`,
      )
    },
  )

  test("can be given to another connection", async () => {
    await withSources(ONE_CONTACT, ({ sql, sources }) =>
      Effect.gen(function* () {
        yield* sql`DROP VIEW source_contacts`
        yield* bindSources(sql, sources)
        expect(yield* sql`SELECT id FROM source_contacts`).toEqual([{ id: 1n }])
      }),
    )
  })
})

describe("campaign tables", () => {
  test.each([
    ["campaign_types", "name,priority\na,1\nb,high\n", "row 2, priority cannot be read: write an integer"],
    ["campaign_types", "name,active\na,maybe\n", "row 1, active cannot be read: write true or false"],
    ["campaign_types", 'name,priority\na,1\n" ",2\n', "row 2 has no name: fill it in"],
    ["campaign_instances", "id,campaign_type\n1,a\n,a\n", "row 2 has no id: fill it in"],
    [
      "campaign_instances",
      "id,campaign_type\n1,a\nx,a\n",
      "row 2, id cannot be read: write a 64-bit integer",
    ],
    ["campaign_instances", "id,campaign_type\n1,\n", "row 1 has no campaign_type"],
    [
      "campaign_instances",
      "id,campaign_type,active_end_date\n1,a,2026-02-30\n",
      "row 1, active_end_date cannot be read",
    ],
    ["campaign_instances", "id,campaign_type,org_id\n1,a,x\n", "row 1, org_id cannot be read"],
  ])("%s %j", async (table, csv, said) => {
    expect(await refusal({ ...ONE_CONTACT, [`${table}.csv`]: csv })).toContain(`${table}.csv, ${said}`)
  })

  test("may be empty and may leave fields out", async () => {
    const files = {
      ...ONE_CONTACT,
      "campaign_types.csv": "name,priority\na,\n",
      "campaign_instances.csv": "id,campaign_type\n",
    }
    expect(await answer(files, "SELECT name, priority FROM source_campaign_types")).toEqual([
      { name: "a", priority: null },
    ])
    expect(await answer(files, "FROM source_campaign_instances")).toEqual([])
  })
})
