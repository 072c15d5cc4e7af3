import { createHash } from "node:crypto"
import { readFileSync, rmSync, truncateSync } from "node:fs"
import { join } from "node:path"
import { inflateRawSync } from "node:zlib"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { createInstance } from "@almanac/store/campaigns/manage"
import { openStore, type Store } from "@almanac/store/store"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type Series, unpackSeries } from "../../contract/cells.ts"
import { signedInAs, startTestConsole, type TestConsole } from "../../testing/console.ts"

const LATEST = "2026-11-23"
const EARLIER = "2026-11-20"

let console: TestConsole
let viewer: Awaited<ReturnType<typeof signedInAs>>
let manifest: Manifest
beforeAll(async () => {
  console = await startTestConsole({
    copiesPlans: true,
    keys: () => [
      { name: "all", sha256: sha256("key-of-viewer"), role: "viewer", organisations: "all" },
      { name: "some", sha256: sha256("key-of-marketer"), role: "marketer", organisations: ["2", "4"] },
    ],
  })
  viewer = await signedInAs(console.url, "viewer")
  manifest = JSON.parse(readFileSync(join(console.plans, LATEST, "manifest.json"), "utf8"))
})
afterAll(() => console.stop())

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

const changeStore = (work: (store: Store) => Effect.Effect<unknown, unknown>) =>
  Effect.runPromise(
    openStore({
      path: console.db,
      threads: 1,
      memoryLimitMb: 200,
      create: false,
      now: new Date(),
      waitMs: 10_000,
    }).pipe(Effect.flatMap(work), Effect.scoped),
  )

// biome-ignore lint/suspicious/noExplicitAny: an answer as the page gets it
function cellsOf(body: any, cells: string): ReadonlyArray<Series> {
  const sizes = { types: body.types.length, states: body.states.length }
  return unpackSeries(inflateRawSync(Buffer.from(cells, "base64")), sizes)
}

const emailsIn = (all: ReadonlyArray<Series>, wanted: (series: Series) => boolean): number =>
  all.filter(wanted).reduce((sum, { counts }) => counts.reduce((a, b) => a + b, sum), 0)

describe("the year", () => {
  test("has the counts of the manifest by organisation, type, state, status and day", async () => {
    const { status, body } = await viewer.get("calendar/year")
    expect(status).toBe(200)
    expect(body.run.directory).toBe(LATEST)
    const cells = cellsOf(body, body.cells)
    const ideal = body.kinds.length - 1
    expect(emailsIn(cells, ({ kind }) => kind === 0)).toBe(manifest.counts.pre_scheduled)
    expect(emailsIn(cells, ({ kind }) => kind === ideal)).toBe(manifest.counts.pre_scheduled)
    expect(emailsIn(cells, ({ kind }) => kind > 0 && kind < ideal)).toBe(manifest.counts.skipped)
    for (const { state, pre_scheduled } of manifest.counts.by_state) {
      const found = emailsIn(cells, (one) => one.kind === 0 && body.states[one.state] === state)
      expect([state, found]).toEqual([state, pre_scheduled])
    }
    const loads = new Map<string, number>()
    for (const { kind, days, counts } of cells) {
      if (kind > 0) continue
      days.forEach((day, n) => {
        const date = new Date(Date.parse(body.first_day) + day * 86_400_000).toISOString().slice(0, 10)
        loads.set(date, (loads.get(date) ?? 0) + counts[n]!)
      })
    }
    const expected = new Map<string, number>()
    for (const { loads } of manifest.daily_loads) {
      for (const [date, load] of Object.entries(loads)) expected.set(date, (expected.get(date) ?? 0) + load)
    }
    expect([...loads].sort()).toEqual([...expected].sort())
    for (const [n, { org_id }] of body.organisations.entries()) {
      const each = cellsOf(body, body.by_organisation[n])
      for (const type of body.types) {
        const rows = manifest.counts.by_org_type_status.filter(
          (row) => String(row.org_id) === org_id && row.email_type === type && row.status === "pre-scheduled",
        )
        expect(emailsIn(each, (one) => one.kind === 0 && body.types[one.type] === type)).toBe(
          rows.reduce((sum, row) => sum + row.rows, 0),
        )
      }
    }
  })

  test("has the caps, thresholds and loads of one organisation", async () => {
    const { body } = await viewer.get("calendar/year?org=2")
    const org = manifest.daily_loads.find(({ org_id }) => String(org_id) === "2")
    expect(body.organisations).toHaveLength(1)
    expect(body.by_organisation).toEqual([])
    expect(body.limits.caps[5]).toBe(org?.cap)
    expect(body.limits.thresholds[5]).toBe(org?.threshold)
    expect(body.limits.before[1]).toBe(org?.loads_before?.["2026-11-24"])
    expect(body.limits.foreseen[2]).toBe(org?.loads_foreseen?.["2026-11-25"])
    const planned = emailsIn(cellsOf(body, body.cells), ({ kind }) => kind === 0)
    expect(planned).toBe(Object.values(org?.loads ?? {}).reduce((a, b) => a + b))
  })

  test("shows people with some organisations only these", async () => {
    const marketer = await signedInAs(console.url, "marketer")
    const { body } = await marketer.get("calendar/year")
    expect(body.organisations.map(({ org_id }: { org_id: string }) => org_id)).toEqual(["2", "4"])
    const planned = manifest.daily_loads
      .filter(({ org_id }) => ["2", "4"].includes(String(org_id)))
      .flatMap(({ loads }) => Object.values(loads))
    expect(emailsIn(cellsOf(body, body.cells), ({ kind }) => kind === 0)).toBe(
      planned.reduce((a, b) => a + b),
    )
    expect((await marketer.get("calendar/year?org=1")).status).toBe(403)
    expect((await marketer.get("calendar/day?org=1&day=2026-11-24")).status).toBe(403)
    const all = await viewer.get("calendar/findings")
    const some = await marketer.get("calendar/findings")
    const rows = (tallies: ReadonlyArray<{ rows: number }>): number =>
      tallies.reduce((n, one) => n + one.rows, 0)
    expect(rows(some.body.rejects)).toBeLessThan(rows(all.body.rejects))
    expect(rows(some.body.rejects)).toBeGreaterThan(0)
    const listed = await marketer.get("calendar/emails?day=2026-11-24&list=goes")
    expect(new Set(listed.body.emails.map(({ org_id }: { org_id: string }) => org_id))).toEqual(
      new Set(["2", "4"]),
    )
  })
})

describe("a day", () => {
  test("adds up to the loads of the manifest, and its lists hold the counted emails", async () => {
    const day = "2026-11-24"
    const { body } = await viewer.get(`calendar/day?org=1&day=${day}`)
    const org = manifest.daily_loads.find(({ org_id }) => String(org_id) === "1")
    const sum = (rows: ReadonlyArray<{ emails: number }>): number =>
      rows.reduce((n, one) => n + one.emails, 0)
    expect(sum(body.goes)).toBe(org?.loads[day])
    for (const list of ["goes", "moved_here", "moved_away", "skipped"]) {
      expect(sum(body[list])).toBeGreaterThan(0)
      const page = await viewer.get(`calendar/emails?org=1&day=${day}&list=${list}`)
      expect([list, page.body.total]).toEqual([list, sum(body[list])])
      expect(page.body.emails).toHaveLength(Math.min(50, page.body.total))
    }
    const ids: Array<number> = []
    for (let page = 0; page * 50 < sum(body.skipped); page++) {
      const list = await viewer.get(`calendar/emails?org=1&day=${day}&list=skipped&page=${page}`)
      ids.push(...list.body.emails.map(({ contact_id }: { contact_id: string }) => Number(contact_id)))
    }
    expect(ids).toHaveLength(sum(body.skipped))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    const [moved] = body.moved_here
    const cell = `calendar/emails?org=1&day=${day}&list=moved_here&other_day=${moved.day}&moved_by=${moved.moved_by}`
    const page = await viewer.get(cell)
    expect(page.body.total).toBe(moved.emails)
    expect(page.body.emails[0]).toMatchObject({
      ideal_send_date: moved.day,
      scheduled_send_date: day,
      moved_by: moved.moved_by,
      org_id: "1",
    })
  })

  test("is filtered by types and states", async () => {
    const day = "calendar/day?day=2026-11-24"
    const all = await viewer.get(day)
    const some = await viewer.get(`${day}&types=birthday,aep&states=TX,CA`)
    const expected = all.body.goes.filter(
      (row: { email_type: string; state: string }) =>
        ["birthday", "aep"].includes(row.email_type) && ["TX", "CA"].includes(row.state),
    )
    expect(expected.length).toBeGreaterThan(0)
    expect(some.body.goes).toEqual(expected)
    expect((await viewer.get(`${day}&states=ZZ`)).body.goes).toEqual([])
  })
})

test("rejects and warnings are counted and listed by reason", async () => {
  const { body } = await viewer.get("calendar/findings")
  const counted = (rows: ReadonlyArray<{ reason: string; rows: number }>) =>
    Object.fromEntries(rows.map(({ reason, rows }) => [reason, rows]))
  expect(counted(body.rejects)).toEqual(manifest.counts.rejects_by_reason)
  expect(counted(body.warnings)).toEqual(manifest.counts.warnings_by_kind)
  const page = await viewer.get("calendar/finding-rows?table=warnings&reason=state_conflict&page=1")
  expect(page.body.total).toBe(manifest.counts.warnings_by_kind.state_conflict)
  expect(page.body.rows).toHaveLength(50)
  const rejects = await viewer.get("calendar/finding-rows?table=rejects&reason=missing_zip")
  expect(rejects.body.rows[0]).toMatchObject({ reason: "missing_zip", detail: "no ZIP code" })
})

test("campaigns have their emails, the days on which they go, and their conflicts", async () => {
  const { body } = await viewer.get("calendar/campaigns")
  const ofCampaigns = manifest.counts.by_org_type_status.filter(({ email_type }) =>
    email_type.startsWith("campaign_"),
  )
  const sum = (rows: typeof ofCampaigns): number => rows.reduce((n, one) => n + one.rows, 0)
  const total = (of: (campaign: { emails: number; skipped: number }) => number): number =>
    body.campaigns.reduce((n: number, one: { emails: number; skipped: number }) => n + of(one), 0)
  expect(total(({ emails }) => emails)).toBe(
    sum(ofCampaigns.filter(({ status }) => status === "pre-scheduled")),
  )
  expect(total(({ skipped }) => skipped)).toBe(sum(ofCampaigns.filter(({ status }) => status === "skipped")))
  for (const { emails, days } of body.campaigns) {
    expect(days.reduce((n: number, day: { emails: number }) => n + day.emails, 0)).toBe(emails)
  }
  expect(body.pairs_left_out).toBe(0)
  // Each email that is lost to a conflict is lost to one email of another campaign.
  const lost = body.pairs.reduce(
    (n: number, pair: { lost_by_a: number; lost_by_b: number }) => n + pair.lost_by_a + pair.lost_by_b,
    0,
  )
  expect(lost).toBe(sum(ofCampaigns.filter(({ skip_reason }) => skip_reason === "campaign_conflict")))
  expect(lost).toBeGreaterThan(0)
})

test("campaigns of the store that the run has not planned are drafts, with the contacts they share", async () => {
  await changeStore((store) =>
    Effect.gen(function* () {
      const dates = { active_start_date: "2026-12-20", active_end_date: "2027-02-01" }
      const fields = { campaign_type: "initial_blast", instance_name: "New year", org_id: 2n, ...dates }
      yield* createInstance(store, fields, "mo")
    }),
  )
  const { status, body } = await viewer.get("calendar/drafts")
  expect(status).toBe(200)
  const blast = body.campaigns.find(({ name }: { name: string }) => name === "New year")
  const org = manifest.daily_loads.find(({ org_id }) => String(org_id) === "2")
  // The store also has the contacts who are rejects.
  expect(blast.emails).toBeGreaterThanOrEqual(org!.contacts)
  expect(blast.days).toEqual([{ date: "2026-12-20", emails: blast.emails }])
  const planned = await viewer.get("calendar/campaigns?org=2")
  const [most] = body.pairs.filter(({ draft, other }: Record<string, string>) =>
    [draft, other].includes(blast.id),
  )
  const other = planned.body.campaigns.find(({ id }: { id: string }) => [most.other, most.draft].includes(id))
  expect(most.contacts).toBeGreaterThan(0)
  expect(most.contacts).toBeLessThanOrEqual(other.emails)
  const marketer = await signedInAs(console.url, "marketer")
  const seen = await marketer.get("calendar/drafts?org=4")
  expect(seen.body.campaigns.map(({ name }: { name: string }) => name)).not.toContain("New year")
})

test("a run that is missing, unfinished or damaged is named with a way out", async () => {
  expect((await viewer.get("calendar/year?run=nothing")).status).toBe(404)
  expect((await viewer.get("calendar/year?run=..%2Fplans")).status).toBe(404)
  rmSync(join(console.plans, EARLIER, "schedules", "part-00000.parquet"))
  const missing = await viewer.get(`calendar/year?run=${EARLIER}`)
  expect(missing.status).toBe(422)
  expect(missing.body.message).toContain(`the run ${EARLIER} is damaged`)
  truncateSync(join(console.plans, LATEST, "schedules", "part-00001.parquet"), 100_000)
  expect((await viewer.get("calendar/year")).status).toBe(422)
  expect((await viewer.get("calendar/day?day=2026-11-24")).status).toBe(422)
  expect(console.faults).toEqual([])
})
