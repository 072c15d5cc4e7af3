import { readdirSync } from "node:fs"
import { cp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import {
  contactRow,
  earlierRow,
  enrolmentRow,
  instanceRow,
  smallWorld,
  ZIPS,
} from "@almanac/testkit/worlds/small-world"
import { WORLD_CONFIG } from "@almanac/testkit/worlds/world-config"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { CHECKS, CONTACT_CHECKS, LOAD_CHECKS, RUN_CHECKS } from "./checks.ts"
import { CHUNK, SETUP } from "./derive.ts"
import { editManifest, type Finished, oneRun, tamper, verification, violationsOf } from "./fixture.ts"
import { sectionsOf } from "./statement.ts"

/** A world with one contact for each kind of decision. Today is 2026-11-23. Load balancing is disabled. */
const WORLD = smallWorld({
  as_of: "2026-11-23",
  config: {
    ...WORLD_CONFIG,
    sending_days: { ...WORLD_CONFIG.sending_days, blackout_dates: ["2027-09-20"] },
    sms: { enabled: true, require_consent: true },
  },
  contacts: [
    contactRow({ id: 1n, birth_date: "1950-03-10", effective_date: "2015-06-01", state: "OK" }),
    contactRow({ id: 2n, zip_code: ZIPS.CA, birth_date: "1950-01-15", effective_date: "2015-12-10" }),
    contactRow({ id: 3n, zip_code: ZIPS.CT, birth_date: "1950-03-10" }),
    contactRow({ id: 4n, zip_code: ZIPS.CA }),
    contactRow({ id: 5n, birth_date: "1950-03-10" }),
    contactRow({ id: 6n, birth_date: "1950-11-30" }),
    contactRow({ id: 7n, birth_date: "1950-11-30" }),
    contactRow({ id: 8n, birth_date: "1950-11-24" }),
    contactRow({ id: 9n }),
    contactRow({ id: 10n, phone_number: "(512) 555-0142", sms_consent: true }),
    contactRow({ id: 11n, birth_date: "1950-12-12" }),
    contactRow({ id: 12n }),
    contactRow({ id: 13n, zip_code: "1234" }),
    contactRow({ id: 14n, zip_code: ZIPS.CA, birth_date: "1950-06-15" }),
  ],
  suppressions: [{ contact_id: 5n, email: null }],
  email_schedules: [
    earlierRow({
      id: 70n,
      contact_id: 7n,
      status: "pre-scheduled",
      scheduled_send_date: "2026-11-28",
      event_date: "2026-11-30",
    }),
    earlierRow({ id: 80n, contact_id: 8n, scheduled_send_date: "2026-11-10", event_date: "2026-11-24" }),
    earlierRow({
      id: 90n,
      contact_id: 9n,
      email_type: "aep",
      scheduled_send_date: "2026-11-22",
      event_date: "2025-10-15",
    }),
    earlierRow({ id: 91n, contact_id: 9n, email_type: "post_window", scheduled_send_date: "2026-11-22" }),
    ...[15, 16, 17, 18, 19].map((day) =>
      earlierRow({
        id: BigInt(100 + day),
        contact_id: 11n,
        email_type: "newsletter",
        scheduled_send_date: `2026-11-${day}`,
      }),
    ),
  ],
  tracking_clicks: [{ contact_id: 8n, clicked_at: "2026-11-11T15:00:00Z" }],
  campaign_instances: [
    instanceRow({ id: 1n, sms_template: "rates_sms" }),
    instanceRow({
      id: 2n,
      campaign_type: "policy_update",
      email_template: "policy_mail",
      sms_template: "policy_sms",
    }),
  ],
  contact_campaigns: [
    enrolmentRow({ contact_id: 10n, campaign_instance_id: 1n, trigger_date: "2026-12-20" }),
    enrolmentRow({ contact_id: 10n, campaign_instance_id: 2n, trigger_date: "2026-12-13" }),
    enrolmentRow({ contact_id: 12n, campaign_instance_id: 1n, trigger_date: "2026-10-01" }),
    // The windows of 2999 decide about these two: one is sent, one falls into the window of the birthday.
    enrolmentRow({ contact_id: 14n, campaign_instance_id: 1n, trigger_date: "2999-12-20" }),
    enrolmentRow({ contact_id: 14n, campaign_instance_id: 2n, trigger_date: "2999-06-20" }),
  ],
})

const ofContact = (id: number, type: string) => `contact_id = ${id} AND email_type = '${type}'`
const copy = (id: number, type: string, changes: string) =>
  `INSERT INTO schedules SELECT * REPLACE (${changes}) FROM schedules WHERE ${ofContact(id, type)}`
const set = (id: number, type: string, changes: string) =>
  `UPDATE schedules SET ${changes} WHERE ${ofContact(id, type)}`

/**
 * The planted faults: a name, the statement that plants the fault, and the checks that
 * must find it, no others.
 */
const PLANTS: ReadonlyArray<readonly [name: string, change: string, checks: ReadonlyArray<string>]> = [
  ["a row is gone", `DELETE FROM schedules WHERE ${ofContact(1, "aep")}`, ["missing_row"]],
  ["a contact is gone", "DELETE FROM schedules WHERE contact_id = 6", ["lost_contact"]],
  [
    "a birthday of the year after",
    copy(3, "birthday", "event_date + 365 AS event_date, ideal_send_date + 365 AS ideal_send_date"),
    ["unexpected_row"],
  ],
  ["a row of a rejected contact", copy(1, "aep", "13 AS contact_id"), ["unexpected_row"]],
  ["a row without contact", copy(3, "birthday", "NULL::BIGINT AS contact_id"), ["unexpected_row"]],
  ["a row of a type that is none", copy(3, "birthday", "NULL::VARCHAR AS email_type"), ["unexpected_row"]],
  ["a row twice", copy(3, "birthday", "status AS status"), ["duplicate_row"]],
  [
    "an email sent already",
    copy(
      3,
      "birthday",
      "8 AS contact_id, DATE '2026-11-24' AS event_date, DATE '2026-11-10' AS ideal_send_date",
    ),
    ["history_touched"],
  ],
  ["another organisation", set(1, "aep", "org_id = 2"), ["wrong_org"]],
  [
    "a suppressed contact is written to",
    set(5, "birthday", "status = 'pre-scheduled', skip_reason = NULL"),
    ["wrong_status"],
  ],
  ["a status that is none", set(1, "aep", "status = 'sent'"), ["wrong_status"]],
  ["another reason", set(3, "birthday", "skip_reason = 'missing_birth_date'"), ["wrong_reason"]],
  [
    "another day",
    set(1, "aep", "scheduled_send_date = scheduled_send_date + 1, send_at = send_at + INTERVAL 1 DAY"),
    ["wrong_date"],
  ],
  ["another ideal date", set(1, "aep", "ideal_send_date = ideal_send_date + 1"), ["wrong_date"]],
  ["caught up, not said", set(6, "birthday", "moved_by = NULL"), ["wrong_move"]],
  ["kept, said to be caught up", set(7, "birthday", "moved_by = 'catch_up'"), ["wrong_move"]],
  [
    "moved by a load balancing that is disabled",
    set(
      1,
      "aep",
      "moved_by = 'daily_cap', scheduled_send_date = scheduled_send_date + 1, send_at = send_at + INTERVAL 1 DAY",
    ),
    ["wrong_balance"],
  ],
  [
    "a day before today",
    set(1, "aep", "scheduled_send_date = DATE '2026-11-20', send_at = TIMESTAMP '2026-11-20 14:30:00'"),
    ["past_date"],
  ],
  [
    "a birthday email inside a window",
    set(2, "birthday", "status = 'pre-scheduled', skip_reason = NULL"),
    ["inside_window"],
  ],
  [
    "an email on a blackout date",
    set(1, "aep", "scheduled_send_date = DATE '2027-09-20', send_at = TIMESTAMP '2027-09-20 13:30:00'"),
    ["closed_day", "wrong_date"],
  ],
  [
    "a text at another minute",
    set(10, "campaign_rate_increase", "sms_send_at = sms_send_at - INTERVAL 1 MINUTE"),
    ["wrong_text"],
  ],
  [
    "no text",
    set(10, "campaign_rate_increase", "sms_send_at = NULL, sms_skip_reason = 'no_consent'"),
    ["wrong_text"],
  ],
  [
    "a text to a contact without phone number",
    set(14, "campaign_rate_increase", "sms_send_at = send_at, sms_skip_reason = NULL"),
    ["wrong_text"],
  ],
  [
    "a post-window email before its window ends",
    set(
      2,
      "post_window",
      "scheduled_send_date = DATE '2027-03-16', send_at = TIMESTAMP '2027-03-16 13:30:00'",
    ),
    ["inside_window"],
  ],
  [
    "a campaign email inside a window of 2999",
    set(14, "campaign_policy_update", "status = 'pre-scheduled', skip_reason = NULL"),
    ["inside_window", "wrong_text"],
  ],
  [
    "a campaign email of 2999 inside a window of 2500",
    set(
      14,
      "campaign_rate_increase",
      "scheduled_send_date = DATE '2500-06-15', send_at = TIMESTAMP '2500-06-15 13:30:00'",
    ),
    ["wrong_date"],
  ],
  [
    "no post-window email",
    `DELETE FROM schedules WHERE ${ofContact(2, "post_window")}`,
    ["wrong_post_window"],
  ],
  [
    "a post-window email for something else",
    set(2, "post_window", `metadata = '{"stands_for":["aep"]}'`),
    ["wrong_post_window"],
  ],
  ["a post-window email without window", copy(2, "post_window", "1 AS contact_id"), ["wrong_post_window"]],
  ["no follow-up", "DELETE FROM schedules WHERE parent_schedule_id = 80", ["wrong_followup"]],
  [
    "a follow-up for another behaviour",
    "UPDATE schedules SET email_type = 'followup_1_cold' WHERE parent_schedule_id = 80",
    ["wrong_followup"],
  ],
  [
    "two follow-ups on a day",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE skip_reason = 'superseded'",
    ["duplicate_row", "wrong_followup"],
  ],
  [
    "a follow-up of nobody",
    "INSERT INTO schedules SELECT * REPLACE (81 AS parent_schedule_id) FROM schedules WHERE skip_reason = 'superseded'",
    ["wrong_followup"],
  ],
  [
    "two campaign emails on a day",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE skip_reason = 'campaign_conflict'",
    ["campaign_conflict", "wrong_text"],
  ],
  [
    "one email too many",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE skip_reason = 'frequency_limit'",
    ["frequency"],
  ],
  [
    "a limit that is not reached",
    set(1, "aep", "status = 'skipped', skip_reason = 'frequency_limit'"),
    ["frequency"],
  ],
  ["another priority", set(1, "aep", "priority = 1"), ["wrong_priority"]],
  ["another template", set(1, "aep", "email_template = 'birthday'"), ["wrong_template"]],
  ["no SMS template", set(10, "campaign_policy_update", "sms_template = NULL"), ["wrong_template"]],
  ["metadata where there is none", set(1, "aep", "metadata = '{}'"), ["wrong_metadata"]],
  [
    "another parent in the metadata",
    "UPDATE schedules SET metadata = replace(metadata, ':80,', ':81,') WHERE parent_schedule_id = 80",
    ["wrong_metadata"],
  ],
  ["an hour late", set(1, "aep", "send_at = send_at + INTERVAL 1 HOUR"), ["wrong_send_at"]],
  ["another time of day", set(1, "aep", "scheduled_send_time = '09:30:00'"), ["wrong_send_at"]],
  ["another run's row", set(1, "aep", "scheduler_run_id = 'other'"), ["run_id"]],
  ["another reject reason", "UPDATE rejects SET reason = 'unknown_zip'", ["reject_mismatch"]],
  ["another reject's id", "UPDATE rejects SET contact_id = '014'", ["reject_mismatch"]],
  ["no reject", "DELETE FROM rejects", ["reject_mismatch"]],
  ["no warning", "DELETE FROM warnings WHERE warning = 'state_conflict'", ["warning_mismatch"]],
  [
    "a warning without cause",
    "UPDATE warnings SET contact_id = '2' WHERE warning = 'state_conflict'",
    ["warning_mismatch"],
  ],
]

/** More contacts in a chunk than the world has. The correct run and the other tests have several chunks. */
const ALL_AT_ONCE = 100

const { clean, copied } = oneRun(WORLD)

test("a correct run has no violation", async () => {
  const report = await Effect.runPromise(verification(clean()))
  expect(report.violations).toEqual([])
  expect(report).toMatchObject({ run_id: "test-run", checks: CHECKS.length, checked_contacts: 13 })
  expect(report.checked_rows).toBeGreaterThan(20)
})

describe("finds", () => {
  test.each(PLANTS)("%s", async (name, change, checks) => {
    const tampered = await copied(name)
    await tamper(tampered, change)
    expect(Object.keys(await violationsOf(tampered, ALL_AT_ONCE)).sort()).toEqual(checks)
  })

  test("a count that is not so", async () => {
    const tampered = await copied("count")
    await editManifest(tampered, (manifest) => manifest.counts.settled++)
    expect(await violationsOf(tampered)).toEqual({ manifest_count: "counts.settled is 2, counted 1" })
  })

  test("another checksum", async () => {
    const tampered = await copied("checksum")
    await editManifest(tampered, (manifest) => {
      manifest.schedules_checksum = "0"
    })
    expect(Object.keys(await violationsOf(tampered))).toEqual(["checksum"])
  })

  test("another configuration hash", async () => {
    const tampered = await copied("config")
    await editManifest(tampered, (manifest) => {
      manifest.config.hash = "0"
    })
    expect(Object.keys(await violationsOf(tampered))).toEqual(["config_changed"])
  })

  test("settings of an organisation that the inputs do not have", async () => {
    const tampered = await copied("other organisation")
    await editManifest(tampered, (manifest) => {
      manifest.organisations.push({ org_id: 7, own: { daily_cap: 5 }, effective: {} })
    })
    expect(await violationsOf(tampered)).toEqual({
      config_changed: "organisations, organisation 7: its own settings are not those of the inputs",
    })
  })

  test("inputs that changed since", async () => {
    const input = join(clean().root, "changed-in")
    await cp(clean().input, input, { recursive: true })
    await rm(join(input, "tracking_clicks.parquet"))
    await writeFile(join(input, "suppressions.csv"), "contact_id\n5\n99\n")
    await rm(join(input, "suppressions.parquet"))
    const { violations } = await Effect.runPromise(verification({ ...clean(), input }))
    expect(violations[0]).toMatchObject({
      check: "input_changed",
      examples: [
        { detail: "tracking_clicks.parquet is gone" },
        { detail: "suppressions.parquet is gone" },
        { detail: "suppressions.csv is new" },
      ],
    })
  })

  test("every kind that there is", () => {
    const planted = new Set(PLANTS.flatMap(([, , checks]) => checks))
    const elsewhere = [
      "overloaded_day",
      "wrong_foreseen",
      "input_changed",
      "config_changed",
      "checksum",
      "manifest_count",
    ]
    expect([...planted, ...elsewhere].sort()).toEqual([...CHECKS].sort())
  })
})

describe("refuses", () => {
  const refusal = (finished: Finished) =>
    Effect.runPromise(Effect.flip(verification(finished))).then((error) => String((error as Error).message))

  test("a directory that is no finished run", async () => {
    expect(await refusal({ ...clean(), run: clean().root })).toMatch(/is not a finished run/)
  })

  test("a manifest that is not one", async () => {
    const tampered = await copied("damaged")
    await writeFile(join(tampered.run, "manifest.json"), '{"run_id"')
    expect(await refusal(tampered)).toMatch(/manifest\.json is damaged/)
  })

  test("the inputs of another run", async () => {
    const input = join(clean().root, "other-in")
    await cp(clean().input, input, { recursive: true })
    for (const name of readdirSync(input)) await rm(join(input, name))
    await writeFile(join(input, "contacts.csv"), "id,email,zip_code\n1,a@example.com,60601\n")
    expect(await refusal({ ...clean(), input })).toMatch(/other-in is not the input of run test-run/)
  })

  test("files with other columns", async () => {
    const tampered = await copied("columns")
    await tamper(tampered, "ALTER TABLE rejects DROP COLUMN row_number")
    expect(await refusal(tampered)).toMatch(/rejects: the column row_number is missing/)
  })
})

test("every statement is one and is used", () => {
  const used = {
    chunk: CHUNK,
    check: [...CONTACT_CHECKS, ...RUN_CHECKS, ...LOAD_CHECKS],
    total: ["caps", "contacts", "counts", "different_caps", "rows", "settled"],
  }
  for (const [folder, names] of Object.entries(used)) {
    expect(sectionsOf(folder).toSorted()).toEqual([...new Set(names)].sort())
  }
  const tables = sectionsOf("setup").filter((name) => name.startsWith("table_"))
  expect(tables.toSorted()).toEqual(SETUP.toSorted())
})
