import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SCHEDULE_COLUMNS } from "@almanac/core/tables/output"
import { query } from "@almanac/pipeline/run/fixture"
import { storeRows } from "@almanac/store/fixture-rows"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import type { Email, Person } from "../../contract/people.ts"
import { keyOf, signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

const RUN = "2026-11-23"
let console: TestConsole
let limited: TestConsole
let ask: Awaited<ReturnType<typeof signedInAs>>
beforeAll(async () => {
  const { createHash } = await import("node:crypto")
  const sha256 = createHash("sha256").update(keyOf("viewer")).digest("hex")
  ;[console, limited] = await Promise.all([
    startTestConsole(),
    startTestConsole({ keys: () => [{ name: "One", sha256, role: "viewer", organisations: ["2"] }] }),
  ])
  ask = await signedInAs(console.url, "compliance")
})
afterAll(async () => {
  await Promise.all([console.stop(), limited.stop()])
})

const files = (table: string): string => `'${inject("consoleFixture")}/plans/${RUN}/${table}/*.parquet'`

/** Some contacts of each kind of decision. */
const instructive = (): Promise<ReadonlyArray<Record<string, unknown>>> =>
  query(
    `SELECT DISTINCT contact_id FROM (
       SELECT contact_id, row_number() OVER (PARTITION BY email_type[:8], status, skip_reason, moved_by ORDER BY contact_id) AS n
       FROM ${files("schedules")}) WHERE n = 1 ORDER BY hash(contact_id) LIMIT 25`,
  )

const lines = (rows: ReadonlyArray<Record<string, unknown>>): ReadonlyArray<string> =>
  rows
    .map((row) =>
      SCHEDULE_COLUMNS.map((name) => {
        const value = row[name] ?? null
        return name === "priority" || value === null ? value : String(value)
      }).join("|"),
    )
    .sort()

const contactOf = async (id: unknown): Promise<Person> => {
  const { status, body } = await ask.get(`people/contact?run=${RUN}&contact=${id}`)
  expect(status, JSON.stringify(body)).toBe(200)
  return body
}

test("a contact has the rows that the run wrote, with an explanation for each", async () => {
  const ids = (await instructive()).map(({ contact_id }) => String(contact_id))
  expect(ids.length).toBe(25)
  const written = Object.groupBy(
    await query(
      `SELECT * REPLACE (strftime(send_at, '%Y-%m-%dT%H:%M:%SZ') AS send_at) FROM ${files("schedules")}
       WHERE contact_id IN (${ids.join(", ")})`,
    ),
    ({ contact_id }) => String(contact_id),
  )
  for (const id of ids) {
    const { found, run } = await contactOf(id)
    const emails: ReadonlyArray<Email> = found?.decided?.emails ?? []
    const rows = emails.flatMap(({ row }) => row ?? [])
    expect(lines(rows), `contact ${id}`).toEqual(lines(written[id] ?? []))
    for (const { row, outcome, reason, send_date, steps, text } of emails) {
      expect(row === null, `contact ${id}`).toBe(outcome === "settled")
      if (row !== null) expect([row.skip_reason, row.status]).toEqual([reason, outcome])
      if (outcome === "pre-scheduled") expect(send_date).toBe(row?.scheduled_send_date)
      expect(steps.length).toBeGreaterThan(0)
      expect(text).toContain(steps[0]?.text)
    }
    expect(run).toMatchObject({ directory: RUN, as_of: RUN, rule_set: "baseline" })
  }
})

test("a rejected contact is shown with the reason and what to do", async () => {
  const rejects = await query(
    `SELECT contact_id, reason FROM ${files("rejects")} QUALIFY row_number() OVER (PARTITION BY reason ORDER BY contact_id) = 1`,
  )
  expect(rejects.length).toBeGreaterThan(3)
  for (const { contact_id, reason } of rejects) {
    const { found } = await contactOf(encodeURIComponent(String(contact_id)))
    expect(found?.rejects).toContainEqual(
      expect.objectContaining({
        reason,
        words: expect.stringMatching(/\w/),
        mend: expect.stringMatching(/\w/),
      }),
    )
  }
})

test("an unknown contact, and one of another organisation, are answered alike", async () => {
  const [own, foreign] = await Promise.all(
    ["org_id = 2", "org_id <> 2"].map(async (condition) => {
      const [row] = await query(`SELECT contact_id FROM ${files("schedules")} WHERE ${condition} LIMIT 1`)
      return String(row?.contact_id)
    }),
  )
  const one = await signedInAs(limited.url, "viewer")
  expect((await one.get(`people/contact?contact=${own}`)).body.found).toMatchObject({ org_id: "2" })
  const hidden = await one.get(`people/contact?contact=${foreign}`)
  const unknown = await one.get("people/contact?contact=987654321")
  expect(hidden).toMatchObject({ status: 200, body: { found: null } })
  expect(unknown).toMatchObject({ status: 200, body: { found: null } })
  expect((await ask.get("people/contact?contact=four")).body).toMatchObject({ problem: "refused" })
})

test("an email is found in the backup of the run, or in the store, and is repeated nowhere", async () => {
  const [contact] = await storeRows(
    console.db,
    `SELECT id, org_id, email FROM store.contacts WHERE email LIKE '%@%.%' AND org_id = 2 AND id IN (SELECT contact_id FROM ${files("schedules")})
     QUALIFY count(*) OVER (PARTITION BY lower(trim(email))) = 1 LIMIT 1`,
  )
  const email = ` ${String(contact?.email).toUpperCase()}`
  const match = { contact_id: String(contact?.id), org_id: "2" }
  const find = (as: typeof ask, given: string) => as.post("people/find", { email: given, run: RUN })
  const inStore = await find(ask, email)
  expect(inStore.body.matches).toEqual([expect.objectContaining(match)])
  expect(JSON.stringify(inStore.body).toLowerCase()).not.toContain(email.trim().toLowerCase())
  cpSync(join(inject("consoleFixture"), "almanac.db.backups"), `${limited.db}.backups`, { recursive: true })
  const one = await signedInAs(limited.url, "viewer")
  expect((await find(one, email)).body.matches).toEqual([expect.objectContaining(match)])
  const [other] = await storeRows(
    console.db,
    `SELECT email FROM store.contacts WHERE email LIKE '%@%.%' AND org_id = 3 LIMIT 1`,
  )
  expect((await find(one, String(other?.email))).body.matches).toEqual([])
  expect((await find(ask, "nobody@example.invalid")).body.matches).toEqual([])
  expect((await find(ask, "nobody")).body).toMatchObject({ problem: "refused" })
  expect([...console.faults, ...limited.faults]).toEqual([])
})

test("a run whose snapshot is gone is refused with the way out", async () => {
  const plans = mkdtempSync(join(tmpdir(), "almanac-console-people-"))
  mkdirSync(join(plans, RUN))
  cpSync(join(inject("consoleFixture"), "plans", RUN, "manifest.json"), join(plans, RUN, "manifest.json"))
  const bare = await startTestConsole({ plans })
  const viewer = await signedInAs(bare.url, "viewer")
  const answers = await Promise.all(["people/contact?contact=1", "law/rules"].map(viewer.get))
  for (const { status, body } of answers) {
    expect(status).toBe(422)
    expect(body.message).toMatch(/cannot be read: (run again|choose another run)/)
  }
  expect((await viewer.get("people/contact?contact=1&run=2020-01-01")).status).toBe(404)
  expect(bare.faults).toEqual([])
  await bare.stop()
  rmSync(plans, { recursive: true })
})
