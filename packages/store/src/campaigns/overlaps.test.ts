import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDay } from "@almanac/core/day/civil"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inStore, putEmails } from "../fixture-runs.ts"
import { CONTACTS, campaignOf, campaignStore } from "./fixture.ts"
import { createInstance, endInstance } from "./manage.ts"
import { draftsOf } from "./overlaps.ts"

const TODAY = parseDay("2026-01-10")!
const root = mkdtempSync(join(tmpdir(), "almanac-overlaps-"))
const path = join(root, "almanac.db")

let planned: bigint
let draft: bigint
let blast: bigint
beforeAll(async () => {
  await campaignStore(path)
  // Its emails should go 14 days before the trigger date.
  planned = await campaignOf(path, "rate_increase", "2026-03-15", { active_start_date: "2026-01-01" })
  // Its emails should go 7 days before the trigger date.
  draft = await campaignOf(path, "policy_update", "2026-03-08", { active_start_date: "2026-01-01" })
  await inStore(path, (store) =>
    Effect.gen(function* () {
      const fields = { active_start_date: "2026-02-01", active_end_date: "2026-04-01" }
      const { row } = yield* createInstance(
        store,
        { ...fields, campaign_type: "initial_blast", org_id: 1n },
        "mo",
      )
      blast = row.id
      yield* store.sql`UPDATE contacts SET org_id = CASE WHEN id <= 5 THEN 2 END`
      yield* store.sql`UPDATE contact_campaigns SET status = 'cancelled' WHERE contact_id = 1 AND campaign_instance_id = ${draft}`
      yield* store.sql`UPDATE contact_campaigns SET trigger_date = '2026-03-09' WHERE contact_id = 2 AND campaign_instance_id = ${draft}`
      yield* store.sql`INSERT INTO contact_campaigns VALUES (9, ${blast}::BIGINT, NULL, 'cancelled', NULL)`
      yield* putEmails(
        store.sql,
        `SELECT id, id AS contact_id, 1 AS org_id, 'campaign_rate_increase' AS email_type, '2026-03-01'::DATE AS scheduled_send_date,
          'pre-scheduled' AS status, 0 AS changed_in, ${planned} AS campaign_instance_id FROM contacts WHERE id <= 10`,
      )
    }),
  )
})
afterAll(() => rmSync(root, { recursive: true }))

const drafts = (orgs?: ReadonlyArray<bigint>, limit = 10) =>
  inStore(path, (store) => draftsOf(store, { today: TODAY, planned: new Set([planned]), orgs, limit }))

test("instances without a plan are listed with the days of their contacts, and compared with plans and each other", async () => {
  const found = await drafts()
  expect(
    found.drafts.map(({ instance, contacts, days }) => ({ id: instance.id, contacts, days })),
  ).toMatchObject([
    {
      id: draft,
      contacts: CONTACTS - 1,
      days: [
        { date: "2026-03-01", contacts: CONTACTS - 2 },
        { date: "2026-03-02", contacts: 1 },
      ],
    },
    // Contacts of organisation 1, without the one who is withdrawn.
    { id: blast, contacts: CONTACTS - 6, days: [{ date: "2026-02-01", contacts: CONTACTS - 6 }] },
  ])
  expect(found.overlaps).toEqual([
    { draft, other: blast, contacts: CONTACTS - 6, same_day: 0 },
    // Contacts 2 to 10 have both. The day of contact 2 differs.
    { draft, other: planned, contacts: 9, same_day: 8 },
    // Contacts 6 to 10 have both, without contact 9.
    { draft: blast, other: planned, contacts: 4, same_day: 0 },
  ])
})

test("overlaps beyond the limit are counted", async () => {
  const { overlaps, overlaps_left_out } = await drafts(undefined, 2)
  expect(overlaps).toHaveLength(2)
  expect(overlaps_left_out).toBe(1)
  expect((await drafts()).overlaps_left_out).toBe(0)
})

test("only contacts of the given organisations count", async () => {
  const { drafts: seen, overlaps } = await drafts([2n])
  expect(seen.map(({ instance, contacts }) => [instance.id, contacts])).toEqual([[draft, 4]])
  expect(overlaps).toEqual([{ draft, other: planned, contacts: 4, same_day: 3 }])
})

test("an instance that has ended is no draft", async () => {
  await inStore(path, (store) => endInstance(store, draft, "2026-01-05", "mo"))
  expect((await drafts()).drafts.map(({ instance }) => instance.id)).toEqual([blast])
})
