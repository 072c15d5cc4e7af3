import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { answer, type Files, ONE_CONTACT, refusal, withSources } from "./fixture.ts"

const REST: Readonly<Record<string, string>> = {
  contacts: "1 AS id, 'a@example.com' AS email, '60601' AS zip_code",
  email_schedules:
    "1 AS id, 1 AS contact_id, 'birthday' AS email_type, DATE '2026-01-01' AS scheduled_send_date, 'sent' AS status",
  campaign_types: "'a' AS name",
  campaign_instances: "1 AS id, 'a' AS campaign_type",
  contact_events: "1 AS contact_id, 'x' AS event_type, DATE '2026-01-01' AS created_at",
}

/** The timestamp with the smallest possible number of microseconds. Subtracting from it would overflow. */
const MIN_MOMENT = "make_timestamp((-9223372036854775807 - 1)::BIGINT)"

/** A table with one row, in which `column` has the value of `expression`. */
function holding(table: string, column: string, expression: string): Files {
  const query = `SELECT ${expression} AS ${column}, rest.* EXCLUDE (${column}) FROM (SELECT ${REST[table]}, 0 AS ${column}_) rest`
  const rest = new RegExp(` AS ${column}(,|$)`).test(REST[table])
  const files = { [`${table}.parquet`]: rest ? query : query.replace(` EXCLUDE (${column})`, "") }
  return table === "contacts" ? files : { ...ONE_CONTACT, ...files }
}

async function read(table: string, column: string, expression: string, shown = column): Promise<unknown> {
  const [row] = await answer(
    holding(table, column, expression),
    `SELECT ${shown} AS shown FROM source_${table}`,
  )
  return row?.shown
}

describe("ids", () => {
  test.each([
    ["5::TINYINT", 5n],
    ["5::USMALLINT", 5n],
    ["2147483648", 2147483648n],
    ["9007199254740993", 9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
    ["18446744073709551615::UBIGINT", null],
    ["77::UBIGINT", 77n],
    ["12345678901234567::DECIMAL(18,0)", 12345678901234567n],
    ["99999999999999999999::DECIMAL(38,0)", null],
    ["5.0::DOUBLE", 5n],
    ["9007199254740991::DOUBLE", 9007199254740991n],
    ["9007199254740993::DOUBLE", null],
    ["5.5::DOUBLE", null],
    ["1e300::DOUBLE", null],
    ["'nan'::DOUBLE", null],
    ["7::FLOAT", 7n],
    ["16777215::FLOAT", 16777215n],
    ["16777217::FLOAT", null],
    ["'0042'", 42n],
    ["'+42'", 42n],
    ["'-42'", -42n],
    ["'9223372036854775808'", null],
    ["' 42'", null],
    ["'4_2'", null],
    ["'42.0'", null],
    ["'1e3'", null],
    ["'٤٢'", null],
    ["''", null],
    ["NULL::BIGINT", null],
    ["NULL", null],
  ])("%s", async (expression, expected) => {
    expect(await read("contacts", "id", expression)).toBe(expected)
  })

  test("keep their text", async () => {
    expect(await read("contacts", "id", "'AB-1'", "id_text")).toBe("AB-1")
    expect(await read("contacts", "id", "18446744073709551615::UBIGINT", "id_text")).toBe(
      "18446744073709551615",
    )
    expect(await read("contacts", "org_id", "'seven'", "org_id_text")).toBe("seven")
    expect(await read("contacts", "org_id", "'seven'")).toBe(null)
  })
})

describe("dates", () => {
  test.each([
    ["DATE '1950-02-28'", "1950-02-28"],
    ["DATE '1900-01-01'", "1900-01-01"],
    ["DATE '2999-12-31'", "2999-12-31"],
    ["TIMESTAMP '2999-12-31 23:59:59.999999'", "2999-12-31"],
    ["TIMESTAMPTZ '1900-01-01 00:00:00Z'", "1900-01-01"],
    ["'2999-12-31'", "2999-12-31"],
    ["DATE '1899-12-31'", null],
    ["DATE '3000-01-01'", null],
    ["DATE '10000-01-01'", null],
    ["DATE 'infinity'", null],
    ["TIMESTAMP '3000-01-01'", null],
    ["TIMESTAMP '-infinity'", null],
    ["TIMESTAMP_MS '294000-01-01'", null],
    ["TIMESTAMP_NS 'infinity'", null],
    [MIN_MOMENT, null],
    ["'1899-12-31'", null],
    ["'3000-01-01'", null],
    ["'9999-12-31'", null],
    ["TIMESTAMP '1950-02-28 23:59:59'", "1950-02-28"],
    ["TIMESTAMP_S '1950-02-28 23:59:59'", "1950-02-28"],
    ["TIMESTAMP_MS '1950-02-28 23:59:59'", "1950-02-28"],
    ["TIMESTAMP_NS '1950-02-28 23:59:59'", "1950-02-28"],
    ["TIMESTAMPTZ '1950-02-28 23:59:59Z'", "1950-02-28"],
    ["TIMESTAMPTZ '1950-02-28 23:59:59-06'", "1950-03-01"],
    ["'1950-02-28'", "1950-02-28"],
    ["'1948-02-29T00:00'", "1948-02-29"],
    ["'1950-02-28 23:59:59.123456'", "1950-02-28"],
    ["'1950-02-28T23:59:59-06:00'", "1950-02-28"],
    ["'1950-02-29'", null],
    ["'1950-2-8'", null],
    ["'50-02-08'", null],
    ["'02/28/1950'", null],
    ["'1950-02-28 25:00'", null],
    ["'1950-02-28x'", null],
    ["' 1950-02-28'", null],
    ["'infinity'", null],
    ["'today'", null],
    ["''", null],
    ["NULL::DATE", null],
    ["NULL::INTEGER", null],
    ["NULL::DOUBLE", null],
  ])("%s", async (expression, expected) => {
    expect(await read("contacts", "birth_date", expression)).toBe(expected)
  })

  test("keep their text", async () => {
    expect(await read("contacts", "effective_date", "'31.01.2020'", "effective_date_text")).toBe("31.01.2020")
    expect(await read("contacts", "effective_date", "NULL::DATE", "effective_date_text")).toBe(null)
  })
})

describe("unread is what was given but cannot be read", () => {
  test.each([
    ["contacts", "birth_date", "'1950-02-29'", true],
    ["contacts", "birth_date", "'1950-02-28'", false],
    ["contacts", "birth_date", "''", false],
    ["contacts", "birth_date", "' \t\v'", false],
    ["contacts", "birth_date", "NULL::VARCHAR", false],
    ["contacts", "birth_date", "DATE '0044-03-15 (BC)'", true],
    ["contacts", "birth_date", "DATE 'infinity'", true],
    ["contacts", "birth_date", "TIMESTAMP '-infinity'", true],
    ["contacts", "birth_date", "'3000-01-01'", true],
    ["contacts", "birth_date", "DATE '2999-12-31'", false],
    ["contacts", "org_id", "16777216::FLOAT", true],
    ["email_schedules", "event_date", "DATE '10000-01-01'", true],
    ["email_schedules", "actual_send_datetime", MIN_MOMENT, true],
    ["contacts", "birth_date", "NULL::DATE", false],
    ["contacts", "birth_date", "NULL::INTEGER", false],
    ["contacts", "org_id", "1.5::DOUBLE", true],
    ["contacts", "org_id", "7.0::DOUBLE", false],
    ["contacts", "org_id", "18446744073709551615::UBIGINT", true],
    ["contacts", "org_id", "99999999999999999999::DECIMAL(38,0)", true],
    ["contacts", "org_id", "7::TINYINT", false],
    ["contacts", "org_id", "NULL::UBIGINT", false],
    ["email_schedules", "actual_send_datetime", "'soon'", true],
    ["email_schedules", "actual_send_datetime", "TIMESTAMPTZ 'infinity'", true],
    ["email_schedules", "parent_schedule_id", "'a'", true],
  ])("%s.%s of %s: %s", async (table, column, expression, expected) => {
    expect(await read(table, column, expression, `${column}_unread`)).toBe(expected)
  })

  test("a column that the table lacks has no unread value", async () => {
    expect(await answer(ONE_CONTACT, "SELECT org_id_unread AS unread FROM source_contacts")).toEqual([
      { unread: false },
    ])
  })
})

describe("instants are Central dates", () => {
  test.each([
    ["TIMESTAMPTZ '2026-01-15 05:59:59Z'", "2026-01-14"],
    ["TIMESTAMPTZ '2026-01-15 06:00:00Z'", "2026-01-15"],
    ["TIMESTAMPTZ '2026-07-15 04:59:59Z'", "2026-07-14"],
    ["TIMESTAMPTZ '2026-07-15 05:00:00Z'", "2026-07-15"],
    ["TIMESTAMP '2026-01-15 00:30:00'", "2026-01-15"],
    ["TIMESTAMP_NS '2026-01-15 00:30:00'", "2026-01-15"],
    ["DATE '2026-01-15'", "2026-01-15"],
    ["'2026-01-15'", "2026-01-15"],
    ["'2026-01-15 00:30:00'", "2026-01-15"],
    ["'2026-01-15T05:59:59Z'", "2026-01-14"],
    ["'2026-01-15T05:59:59.999999999Z'", "2026-01-14"],
    ["'2026-01-15 06:00Z'", "2026-01-15"],
    ["'2026-01-15 00:30:00+00'", "2026-01-14"],
    ["'2026-01-15 11:30:00+05:30'", "2026-01-15"],
    ["'2026-01-15 11:29:59+0530'", "2026-01-14"],
    ["'2026-01-14T23:00:00-0800'", "2026-01-15"],
    [MIN_MOMENT, null],
    ["TIMESTAMPTZ 'infinity'", null],
    ["TIMESTAMP '3000-01-01 00:00:00'", null],
    ["'3000-01-01T00:00:00Z'", null],
    ["'2026-02-30T05:00:00Z'", null],
    ["'2026-01-15Z'", null],
    ["'yesterday'", null],
    ["NULL", null],
  ])("%s", async (expression, expected) => {
    expect(await read("contact_events", "created_at", expression, "created_on")).toBe(expected)
    expect(await read("email_schedules", "actual_send_datetime", expression, "actual_send_date")).toBe(
      expected,
    )
  })
})

test("Central dates agree with the time zone's own rules at every hour, in any session", async () => {
  const hours = "TIMESTAMPTZ '1990-01-01 00:59:59Z' + INTERVAL 1 HOUR * range"
  const files = {
    ...ONE_CONTACT,
    "tracking_clicks.parquet": `SELECT range AS contact_id, ${hours} AS clicked_at FROM range(24 * 366 * 60)`,
  }
  const query = `SELECT count(*) AS hours, count(*) FILTER (clicked_on <> timezone('America/Chicago', moment)::DATE) AS wrong
    FROM (SELECT clicked_on, ${hours.replace("range", "contact_id")} AS moment FROM source_tracking_clicks)`
  const [row] = await withSources(files, ({ sql }) =>
    Effect.andThen(sql`SET TimeZone = 'Asia/Tokyo'`, sql.unsafe(query)),
  )
  expect(row).toEqual({ hours: 527_040n, wrong: 0n })
})

describe("the end of a campaign may lie as far off as can be written", () => {
  test.each([
    ["DATE '2027-01-31'", "2027-01-31"],
    ["DATE '9999-12-31'", "9999-12-31"],
    ["DATE '10000-01-01'", "9999-12-31"],
    ["DATE 'infinity'", "9999-12-31"],
    ["TIMESTAMP 'infinity'", "9999-12-31"],
    ["TIMESTAMP_NS 'infinity'", "9999-12-31"],
    ["TIMESTAMPTZ 'infinity'", "9999-12-31"],
    ["TIMESTAMPTZ '2027-01-31 23:00:00Z'", "2027-01-31"],
    ["'9999-12-31'", "9999-12-31"],
    ["NULL::DATE", null],
  ])("%s", async (expression, expected) => {
    expect(await read("campaign_instances", "active_end_date", expression)).toBe(expected)
  })

  test("its start may not", async () => {
    const said =
      "row 1, active_start_date cannot be read: write a date like 2026-01-31, of the years 1900 to 2999"
    expect(await refusal(holding("campaign_instances", "active_start_date", "DATE '3000-01-01'"))).toContain(
      said,
    )
    expect(await refusal(holding("campaign_instances", "active_end_date", "DATE '1899-12-31'"))).toContain(
      "active_end_date cannot be read",
    )
  })
})

describe("truth, numbers, text and JSON", () => {
  test.each([
    ["true", true],
    ["'true'", true],
    ["'T'", true],
    ["'Yes'", true],
    ["'1'", true],
    ["1", true],
    ["false", false],
    ["'F'", false],
    ["'no'", false],
    ["0::UTINYINT", false],
    ["1.0::DOUBLE", true],
    ["0::FLOAT", false],
    ["NULL", null],
  ])("active %s", async (expression, expected) => {
    expect(await read("campaign_types", "active", expression)).toBe(expected)
  })

  test.each([
    ["'-3'", -3],
    ["14::BIGINT", 14],
    ["7.0::DOUBLE", 7],
    ["7::DECIMAL(4,0)", 7],
  ])("days_before_event %s", async (expression, expected) => {
    expect(await read("campaign_types", "days_before_event", expression)).toBe(expected)
  })

  test("text", async () => {
    expect(await read("contacts", "email", "'zoë@example.com'::ENUM('zoë@example.com')")).toBe(
      "zoë@example.com",
    )
    expect(await read("contacts", "email", "'29b4a9f2-2d9d-4d0e-8e4c-0b2f0f1e2d3c'::UUID")).toBe(
      "29b4a9f2-2d9d-4d0e-8e4c-0b2f0f1e2d3c",
    )
  })

  test.each([
    ["'(860) 555-0123'", "(860) 555-0123"],
    ["8605550123", "8605550123"],
    ["18605550123::UBIGINT", "18605550123"],
    ["8605550123::DECIMAL(38,0)", "8605550123"],
    ["8605550123.0::DOUBLE", "8605550123"],
    ["860.5::DOUBLE", "860.5"],
    ["1e300::DOUBLE", "1e+300"],
    ["NULL::DOUBLE", null],
    ["NULL", null],
  ])("phone_number %s", async (expression, expected) => {
    expect(await read("contacts", "phone_number", expression)).toBe(expected)
  })

  test.each([
    [`'{"a": 1}'`, '{"a": 1}'],
    [`'{"a": 1}'::JSON`, '{"a": 1}'],
    ["{'a': 1, 'b': 'é\"'}", '{"a":1,"b":"é\\""}'],
    ["MAP {'a': true}", '{"a":true}'],
    ["NULL::STRUCT(a INTEGER)", null],
    ["NULL", null],
  ])("metadata %s", async (expression, expected) => {
    expect(await read("contact_events", "metadata", expression)).toBe(expected)
    expect(await read("campaign_instances", "metadata", expression)).toBe(expected)
  })
})

describe("types that cannot be read are refused", () => {
  test.each([
    [
      "contacts",
      "zip_code",
      "2101",
      "of type INTEGER: export zip_code as text, because a number loses leading zeros",
    ],
    [
      "contacts",
      "zip_code",
      "2101.0::DOUBLE",
      "of type DOUBLE: export zip_code as text, because a number loses leading zeros",
    ],
    ["contacts", "zip_code", "true", "of type BOOLEAN: export it as text"],
    ["contacts", "birth_date", "-7000", "of type INTEGER: export it as DATE"],
    ["contacts", "birth_date", "true", "of type BOOLEAN: export it as DATE"],
    ["contacts", "effective_date", "[DATE '2020-01-01']", "of type DATE[]: export it as DATE"],
    ["contacts", "id", "true", "of type BOOLEAN: export it as an integer"],
    ["contacts", "id", "{'a': 1}", "of type STRUCT(a INTEGER): export it as an integer"],
    ["contacts", "id", "1.5::DECIMAL(4,1)", "of type DECIMAL(4,1): export it as an integer"],
    ["contacts", "id", "[1]", "of type INTEGER[]: export it as an integer"],
    ["contacts", "email", "5", "of type INTEGER: export it as text"],
    ["contacts", "email", "'x'::BLOB", "of type BLOB: export it as text"],
    ["email_schedules", "contact_id", "DATE '2020-01-01'", "of type DATE: export it as an integer"],
    ["email_schedules", "event_date", "TIME '10:00'", "of type TIME: export it as DATE"],
    ["email_schedules", "actual_send_datetime", "1768000000", "of type INTEGER: export it as TIMESTAMP"],
    ["campaign_types", "active", "DATE '2026-01-01'", "of type DATE: export it as BOOLEAN"],
    ["contacts", "phone_number", "true", "of type BOOLEAN: export it as text"],
    ["contact_events", "metadata", "5", "of type INTEGER: export it as JSON text"],
  ])("%s.%s %s", async (table, column, expression, said) => {
    expect(await refusal(holding(table, column, expression))).toContain(
      `${table}.parquet has column ${column} ${said}`,
    )
  })
})
