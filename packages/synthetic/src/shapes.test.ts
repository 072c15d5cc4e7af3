/** Tests the content of an export with 20,000 contacts (seed 1, as of 23 November 2026), mostly as shares. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { stateOfZip } from "@almanac/core/law/zip"
import { TABLE_NAMES } from "@almanac/core/tables/input"
import { openClient } from "@almanac/duckdb/database"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { generate } from "./generate.ts"

const CONTACTS = 20_000
const AS_OF = "2026-11-23"
const root = mkdtempSync(join(tmpdir(), "almanac-shapes-"))
const directory = join(root, "export")
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(() =>
  Effect.runPromise(
    Effect.asVoid(
      generate({ contacts: CONTACTS, orgs: 5, seed: 1, asOf: AS_OF, directory, memoryLimitMb: 512 }),
    ),
  ),
)

const query = (text: string): Promise<ReadonlyArray<Readonly<Record<string, unknown>>>> =>
  Effect.gen(function* () {
    const sql = yield* openClient({ threads: 1, memoryLimitMb: 256, tempDirectory: root })
    for (const table of TABLE_NAMES) {
      const file = literal(join(directory, `${table}.parquet`))
      yield* sql`CREATE VIEW ${sql(table)} AS FROM read_parquet(${sql.literal(file)})`
    }
    return yield* sql.unsafe<Readonly<Record<string, unknown>>>(text)
  }).pipe(Effect.scoped, Effect.runPromise)

const value = async (sql: string) => Object.values((await query(sql))[0] ?? {})[0]
/** The number of rows of `from` per contact. */
const perContact = async (from: string) => Number(await value(`SELECT count(*) FROM ${from}`)) / CONTACTS

test("contacts stand in ascending id order, apart from the few without one", async () => {
  const ids = (await query("SELECT id FROM contacts WHERE id IS NOT NULL")).map(({ id }) => Number(id))
  expect(ids.every((id, i) => i === 0 || ids[i - 1] <= id)).toBe(true)
  expect([ids[0], ids.at(-1)]).toEqual([1, 20_500])
})

test("organizations shrink from the first on", async () => {
  const sizes = (await query("SELECT count(*) n FROM contacts GROUP BY org_id ORDER BY org_id")).map(
    ({ n }) => Number(n),
  )
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
  expect(sizes.length).toBe(5)
  expect(sizes[0] / CONTACTS).toBeCloseTo(0.39, 2)
})

test("about one contact in five hundred is bad, for every reason", async () => {
  const bad = {
    invalid_id: "id IS NULL",
    missing_email: "email IS NULL",
    invalid_email: "email NOT LIKE '%_@example.___'",
    missing_zip: "zip_code IS NULL",
    invalid_zip: "NOT regexp_full_match(zip_code, '[0-9]{5}(-[0-9]{4})?')",
    unknown_zip: "zip_code LIKE '000__'",
  }
  let total = 0
  for (const [reason, condition] of Object.entries(bad)) {
    const rows = Number(await value(`SELECT count(*) FROM contacts WHERE ${condition}`))
    expect(rows, reason).toBeGreaterThan(0)
    total += rows
  }
  const duplicates = Number(await value("SELECT count(id) - count(DISTINCT id) FROM contacts"))
  expect(duplicates).toBeGreaterThan(0)
  expect(total + duplicates).toBeGreaterThan(25)
  expect(total + duplicates).toBeLessThan(60)
})

test("emails are unique, and of example domains", async () => {
  expect(await value("SELECT count(email) - count(DISTINCT lower(email)) FROM contacts")).toBe(0n)
  expect(await perContact("contacts WHERE email ~ '.*[@ ](at )?example\\.(com|org|net)'")).toBeGreaterThan(
    0.999,
  )
})

test("the ZIP code decides the state, and a state rarely disagrees", async () => {
  const rows = await query("SELECT zip_code, state FROM contacts WHERE zip_code IS NOT NULL")
  const known = rows.filter(({ zip_code }) => stateOfZip(String(zip_code)) !== undefined)
  expect(known.length / CONTACTS).toBeGreaterThan(0.998)
  const conflicts = known.filter(({ zip_code, state }) => stateOfZip(String(zip_code)) !== state)
  expect(conflicts.length).toBeGreaterThan(20)
  expect(conflicts.length).toBeLessThan(60)
  expect(await perContact("contacts WHERE zip_code LIKE '0%'")).toBeGreaterThan(0.06)
  expect(await perContact("contacts WHERE length(zip_code) = 10")).toBeCloseTo(0.1, 2)
  expect(await perContact("contacts WHERE state = 'CA'")).toBeCloseTo(0.118, 2)
})

test("ages lie between 64 and 95, 29 February among the birthdays", async () => {
  const [ages] = await query(
    `SELECT min(age) low, max(age) high, avg(age) mean
     FROM (SELECT date_sub('year', birth_date, DATE '${AS_OF}') AS age FROM contacts)`,
  )
  expect([ages?.low, ages?.high]).toEqual([64n, 95n])
  expect(ages?.mean).toBeCloseTo(74.7, 0)
  expect(await perContact("contacts WHERE strftime(birth_date, '%m-%d') = '02-29'")).toBeGreaterThan(0.0003)
  expect(await perContact("contacts WHERE birth_date IS NULL")).toBeCloseTo(0.005, 3)
})

test("most policies begin on the first of a month, 1 to 15 years ago", async () => {
  expect(await perContact("contacts WHERE day(effective_date) = 1")).toBeCloseTo(0.62 * 0.99, 2)
  expect(await perContact("contacts WHERE effective_date IS NULL")).toBeCloseTo(0.01, 2)
  expect(await value("SELECT min(effective_date) >= DATE '2011-12-01' FROM contacts")).toBe(true)
  expect(await value("SELECT max(effective_date) <= DATE '2025-11-30' FROM contacts")).toBe(true)
})

test("history holds the past, what is on its way, and an earlier plan", async () => {
  expect(await perContact("email_schedules")).toBeCloseTo(1.5, 1)
  expect(await value("SELECT count(*) - count(DISTINCT id) FROM email_schedules")).toBe(0n)
  const types = await query("SELECT DISTINCT email_type t FROM email_schedules ORDER BY t")
  expect(types.map(({ t }) => t)).toEqual([
    ...["aep", "birthday", "campaign_policy_update", "campaign_rate_increase", "campaign_seasonal_promo"],
    ...["campaign_wellness_check", "effective_date", "followup_1_cold", "followup_2_clicked_no_hq"],
    ...["followup_3_hq_no_yes", "followup_4_hq_with_yes", "post_window"],
  ])
  expect(await perContact("email_schedules WHERE status IN ('sent', 'delivered')")).toBeCloseTo(1.2, 1)
  for (const status of ["failed", "processing", "scheduled", "pre-scheduled", "skipped"]) {
    expect(await perContact(`email_schedules WHERE status = '${status}'`), status).toBeGreaterThan(0)
  }
  const misplaced = `email_schedules
    WHERE (status IN ('sent', 'delivered', 'failed')) <> (scheduled_send_date < DATE '${AS_OF}')
      OR (status IN ('sent', 'delivered')) <> (actual_send_datetime IS NOT NULL)
      OR actual_send_datetime::DATE <> scheduled_send_date
      OR strftime(actual_send_datetime, '%H:%M') <> '08:30'
      OR scheduled_send_date IS NULL
      OR (email_type LIKE 'campaign_%') <> (campaign_instance_id IS NOT NULL) AND parent_schedule_id IS NULL`
  expect(await perContact(misplaced)).toBe(0)
  const unknownEvents = await perContact("email_schedules WHERE event_date IS NULL")
  expect(unknownEvents / (await perContact("email_schedules"))).toBeCloseTo(0.1, 2)
})

test("a follow-up comes two days after a send of the same contact", async () => {
  const children = await perContact("email_schedules WHERE email_type LIKE 'followup%'")
  expect(children).toBeGreaterThan(0.05)
  const pairs = `email_schedules child JOIN email_schedules parent ON parent.id = child.parent_schedule_id
    WHERE parent.contact_id = child.contact_id
      AND child.scheduled_send_date = parent.scheduled_send_date + 2
      AND parent.status IN ('sent', 'delivered')
      AND child.campaign_instance_id IS NOT DISTINCT FROM parent.campaign_instance_id`
  expect(await perContact(pairs)).toBe(children)
})

test("clicks and events follow a send, before today", async () => {
  expect(await perContact("tracking_clicks")).toBeCloseTo(0.25, 1)
  expect(await perContact("contact_events")).toBeCloseTo(0.1, 1)
  const followed = `tracking_clicks JOIN email_schedules sent ON sent.id = schedule_id
    WHERE sent.contact_id = tracking_clicks.contact_id AND clicked_at > actual_send_datetime`
  expect(await perContact(followed)).toBe(await perContact("tracking_clicks WHERE schedule_id IS NOT NULL"))
  expect(await value(`SELECT max(clicked_at) < DATE '${AS_OF}' FROM tracking_clicks`)).toBe(true)
  expect(await value("SELECT bool_and(metadata IS NULL OR json_valid(metadata)) FROM contact_events")).toBe(
    true,
  )
  const answered = "contact_events WHERE event_type = 'eligibility_answered'"
  expect(await perContact(`${answered} AND metadata LIKE '%"main_questions_yes_count":0%'`)).toBeGreaterThan(
    0.01,
  )
  expect(await perContact(`${answered} AND metadata LIKE '%"has_medical_conditions":true%'`)).toBeGreaterThan(
    0.01,
  )
})

test("enrolments name instances of the contact's organization, with triggers around today", async () => {
  expect(await perContact("contact_campaigns")).toBeCloseTo(0.35, 1)
  const [days] = await query(
    `SELECT min(trigger_date - DATE '${AS_OF}') low, max(trigger_date - DATE '${AS_OF}') high FROM contact_campaigns`,
  )
  expect([days?.low, days?.high]).toEqual([-25n, 64n])
  const foreign = `contact_campaigns
    JOIN campaign_instances instance ON instance.id = campaign_instance_id
    JOIN contacts ON contacts.id = contact_id
    WHERE instance.org_id <> contacts.org_id`
  expect(await perContact(foreign)).toBeLessThan(0.001)
  const unknown = "contact_campaigns WHERE contact_id NOT IN (SELECT id FROM contacts WHERE id IS NOT NULL)"
  expect(await perContact(unknown)).toBeGreaterThan(0)
  expect(
    await value("SELECT count(*) FROM campaign_instances ANTI JOIN campaign_types ON name = campaign_type"),
  ).toBe(0n)
})

test("a few contacts have opted out, by id or by email", async () => {
  expect(await perContact("suppressions WHERE channel IS NULL")).toBeCloseTo(0.005, 3)
  expect(await perContact("suppressions WHERE channel = 'sms'")).toBeCloseTo(0.003, 3)
  expect(await value("SELECT bool_and((contact_id IS NULL) <> (email IS NULL)) FROM suppressions")).toBe(true)
  const matched = "suppressions JOIN contacts ON lower(trim(suppressions.email)) = lower(contacts.email)"
  expect(await perContact(matched)).toBe(await perContact("suppressions WHERE email IS NOT NULL"))
})
