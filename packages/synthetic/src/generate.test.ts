import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { TABLE_NAMES } from "@almanac/core/tables/input"
import { openClient } from "@almanac/duckdb/database"
import { rowsOf } from "@almanac/duckdb/rows"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { afterAll, expect, test } from "vitest"
import { generate } from "./generate.ts"
import type { GenerateOptions, GenerateProgress } from "./options.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-generate-"))
afterAll(() => rmSync(root, { recursive: true }))

let made = 0
const options = (changed: Partial<GenerateOptions> = {}): GenerateOptions => ({
  contacts: 3_000,
  orgs: 5,
  seed: 1,
  asOf: "2026-11-23",
  directory: join(root, `export-${made++}`),
  memoryLimitMb: 512,
  ...changed,
})

const checksums = (directory: string) =>
  Object.fromEntries(
    TABLE_NAMES.map((table) => [
      table,
      createHash("sha256")
        .update(readFileSync(join(directory, `${table}.parquet`)))
        .digest("hex"),
    ]),
  )

const checksumsOf = async (changed: Partial<GenerateOptions>) =>
  checksums((await Effect.runPromise(generate(options(changed)))).directory)

const described = (directory: string, table: string) =>
  Effect.gen(function* () {
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 256, tempDirectory: root })
    const rows = yield* rowsOf(
      Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
      sql`DESCRIBE FROM ${sql.literal(literal(join(directory, `${table}.parquet`)))}`,
    )
    return rows.map((row) => `${row.column_name} ${row.column_type}`)
  }).pipe(Effect.scoped, Effect.runPromise)

const refusalOf = async (changed: Partial<GenerateOptions>) => {
  const failure = await Effect.runPromise(Effect.flip(generate(options(changed))))
  expect(failure._tag).toBe("Refusal")
  return failure.message
}

const COLUMNS = {
  contacts: [
    ...[
      "id BIGINT",
      "org_id BIGINT",
      "email VARCHAR",
      "zip_code VARCHAR",
      "state VARCHAR",
      "birth_date DATE",
    ],
    ...["effective_date DATE", "phone_number VARCHAR", "first_name VARCHAR", "last_name VARCHAR"],
    "sms_consent BOOLEAN",
  ],
  email_schedules: [
    ...["id BIGINT", "contact_id BIGINT", "email_type VARCHAR", "scheduled_send_date DATE", "status VARCHAR"],
    ...["event_date DATE", "campaign_instance_id BIGINT", "actual_send_datetime TIMESTAMP"],
    "parent_schedule_id BIGINT",
  ],
  campaign_types: [
    ...["name VARCHAR", "respect_exclusion_windows BOOLEAN", "enable_followups BOOLEAN"],
    ...["days_before_event INTEGER", "target_all_contacts BOOLEAN", "priority INTEGER", "active BOOLEAN"],
  ],
  campaign_instances: [
    ...["id BIGINT", "campaign_type VARCHAR", "instance_name VARCHAR", "email_template VARCHAR"],
    ...[
      "sms_template VARCHAR",
      "active_start_date DATE",
      "active_end_date DATE",
      "metadata VARCHAR",
      "org_id BIGINT",
    ],
  ],
  contact_campaigns: [
    ...["contact_id BIGINT", "campaign_instance_id BIGINT", "trigger_date DATE", "status VARCHAR"],
    "metadata VARCHAR",
  ],
  tracking_clicks: ["contact_id BIGINT", "clicked_at TIMESTAMP", "schedule_id BIGINT"],
  contact_events: ["contact_id BIGINT", "event_type VARCHAR", "metadata VARCHAR", "created_at TIMESTAMP"],
  suppressions: [
    ...["contact_id BIGINT", "email VARCHAR", "reason VARCHAR", "since DATE"],
    ...["channel VARCHAR", "email_type VARCHAR"],
  ],
  organisations: [
    ...["org_id BIGINT", "name VARCHAR", "time_zone VARCHAR", "daily_send_percentage_cap DOUBLE"],
    ...[
      "daily_cap INTEGER",
      "weekdays VARCHAR",
      "holidays VARCHAR",
      "blackout_dates VARCHAR",
      "warm_up VARCHAR",
    ],
  ],
}

test("the same options give the same bytes, whatever the memory limit", async () => {
  const first = await checksumsOf({ seed: 7 })
  expect(await checksumsOf({ seed: 7, memoryLimitMb: 200 })).toEqual(first)
})

test("with settings of their own, only organisations and opt-outs differ", async () => {
  const [plain, own] = [await checksumsOf({ seed: 7 }), await checksumsOf({ seed: 7, ownSettings: true })]
  expect(Object.keys(plain).filter((table) => plain[table] !== own[table])).toEqual([
    "suppressions",
    "organisations",
  ])
})

test("another seed gives other people, another day another history", async () => {
  const first = await checksumsOf({ seed: 7 })
  const otherSeed = await checksumsOf({ seed: -8 })
  const otherDay = await checksumsOf({ seed: 7, asOf: "2026-11-24" })
  for (const table of [
    "contacts",
    "email_schedules",
    "contact_campaigns",
    "tracking_clicks",
    "suppressions",
  ]) {
    expect(otherSeed[table], table).not.toBe(first[table])
    expect(otherDay[table], table).not.toBe(first[table])
  }
})

test("every table has its columns and types, and the summary counts what stands there", async () => {
  const progress: Array<GenerateProgress> = []
  const summary = await Effect.runPromise(generate(options({ onProgress: (each) => progress.push(each) })))
  expect(readdirSync(summary.directory)).toEqual(TABLE_NAMES.map((table) => `${table}.parquet`).sort())
  for (const [table, columns] of Object.entries(COLUMNS)) {
    expect(await described(summary.directory, table), table).toEqual(columns)
  }
  expect(summary).toMatchObject({ contacts: 3_000, orgs: 5, seed: 1, asOf: "2026-11-23" })
  for (const { table, rows, bytes } of summary.tables) {
    expect(rows, table).toBeGreaterThan(0)
    expect(bytes, table).toBe(readFileSync(join(summary.directory, `${table}.parquet`)).length)
  }
  expect(summary.tables[0]).toMatchObject({ table: "contacts", rows: 3_000 })
  expect(progress.map(({ table, tablesDone }) => [table, tablesDone])).toEqual(
    TABLE_NAMES.map((table, i) => [table, i + 1]),
  )
})

test("the smallest export, one contact an organization, and a leap day work", async () => {
  for (const changed of [{ contacts: 1, orgs: 1 }, { contacts: 9, orgs: 9 }, { asOf: "2028-02-29" }]) {
    const { tables, contacts } = await Effect.runPromise(generate(options(changed)))
    expect(tables[0]?.rows).toBe(contacts)
  }
})

test("numbers and dates that cannot be used are refused, and nothing is written", async () => {
  const before = readdirSync(root)
  expect(await refusalOf({ contacts: 0 })).toBe("contacts is 0: give a whole number of contacts, at least 1")
  expect(await refusalOf({ orgs: 0 })).toBe(
    "orgs is 0: give a whole number from 1 to the number of contacts, 3000",
  )
  expect(await refusalOf({ orgs: 3001 })).toContain("orgs is 3001")
  expect(await refusalOf({ seed: 0.5 })).toBe("seed is 0.5: give a whole number")
  expect(await refusalOf({ asOf: "2026-02-30" })).toBe(
    'as-of is "2026-02-30": give a date that exists, as YYYY-MM-DD',
  )
  expect(readdirSync(root)).toEqual(before)
})

test("an export is never overwritten", async () => {
  const { directory } = await Effect.runPromise(generate(options()))
  const before = checksums(directory)
  expect(await refusalOf({ directory, seed: 2 })).toContain("already holds campaign_instances.parquet")
  expect(checksums(directory)).toEqual(before)
})
