/**
 * Compares three derivations of the same worlds: the bulk run, the second implementation, and verification.
 */
import { secondOpinion } from "@almanac/testkit/oracle/second-opinion"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import { contactRow, earlierRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import { expect, test } from "vitest"
import { differences, violationsOf, withRun } from "./fixture.ts"

const WORLDS = [
  ...[1, 2, 3].map((seed) => ({ seed })),
  ...[7].map((seed) => ({ seed, optOuts: true, holdouts: true })),
  ...[11].map((seed) => ({ seed, sendingDays: true, ownSettings: true })),
  ...[13].map((seed) => ({ seed, texts: true, optOuts: true, ownSettings: true })),
  { seed: 16, sendingDays: true, texts: true, optOuts: true, holdouts: true, ownSettings: true },
]
/** So that a world has two chunks. */
const CONTACTS_PER_CHUNK = 25

test.each(WORLDS)("world %j", async ({ seed, ...options }) => {
  const world = randomWorld(seed, { contacts: 40, ...options })
  await withRun(world, async (finished) => {
    expect(await differences(finished, secondOpinion(world)), `seed ${seed}`).toEqual([])
    expect(await violationsOf(finished, CONTACTS_PER_CHUNK), `seed ${seed}`).toEqual({})
  })
})

test.each([21, 22, 23])(
  "seed %i: foreseen follow-ups of a balanced run with opt-outs and holdouts",
  async (seed) => {
    const world = randomWorld(seed, { contacts: 60, orgs: 1, optOuts: true, holdouts: true })
    const load_balancing = { ...world.config.load_balancing, enabled: true }
    await withRun({ ...world, config: { ...world.config, load_balancing } }, async (finished) => {
      expect(await violationsOf(finished, CONTACTS_PER_CHUNK)).toEqual({})
    })
  },
)

test("an email that history lists twice has one follow-up", async () => {
  const listed = ["2026-11-20", "2026-11-22", "2026-11-22"].map((scheduled_send_date) =>
    earlierRow({ id: 70n, scheduled_send_date, event_date: "2026-12-06" }),
  )
  const world = smallWorld({
    as_of: "2026-11-23",
    contacts: [contactRow({ id: 1n })],
    email_schedules: listed,
  })
  const { rows } = secondOpinion(world)
  expect(rows.filter((row) => row.parent_schedule_id !== null)).toMatchObject([
    { status: "pre-scheduled", ideal_send_date: "2026-11-24" },
  ])
  await withRun(world, async (finished) => {
    expect(await differences(finished, secondOpinion(world))).toEqual([])
    expect(await violationsOf(finished)).toEqual({})
  })
})

test("the day an earlier run announced is the scheduled one, whatever else its row says", async () => {
  const announced = earlierRow({
    id: 70n,
    status: "pre-scheduled",
    scheduled_send_date: "2026-11-28",
    actual_send_datetime: "2026-11-20 08:30:00",
    event_date: "2026-11-30",
  })
  const world = smallWorld({
    as_of: "2026-11-23",
    contacts: [contactRow({ id: 1n, birth_date: "1950-11-30" })],
    email_schedules: [announced],
  })
  await withRun(world, async (finished) => {
    expect(await differences(finished, secondOpinion(world))).toEqual([])
    expect(await violationsOf(finished)).toEqual({})
  })
})
