import { expect, test } from "vitest"
import { isoDay } from "../oracle/dates.ts"
import { intake } from "../oracle/intake.ts"
import { secondOpinion } from "../oracle/second-opinion.ts"
import { rulesOfState } from "../oracle/state-rules.ts"
import { isInside } from "../oracle/windows.ts"
import { randomWorld } from "./random-world.ts"

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1)
const worldOf = (seed: number) => randomWorld(seed, { contacts: 20 })

test("equal seeds give equal worlds, and different seeds give different ones", () => {
  for (const seed of SEEDS.slice(0, 5)) expect(worldOf(seed)).toEqual(worldOf(seed))
  expect(worldOf(1)).not.toEqual(worldOf(2))
})

test("the options are applied", () => {
  const world = randomWorld(3, { contacts: 50, orgs: 4, as_of: "2029-05-05" })
  expect(world.as_of).toBe("2029-05-05")
  expect(new Set(world.contacts.map((contact) => contact.org_id))).toEqual(new Set([null, 1n, 2n, 3n, 4n]))
})

test("the schedule of every world has its invariants", () => {
  for (const seed of SEEDS) {
    const world = worldOf(seed)
    const { rows, rejects } = secondOpinion(world)
    const { contacts } = intake(world)
    expect(contacts.length + rejects.length, `seed ${seed}`).toBe(world.contacts.length)
    const keys = rows.map((row) =>
      [
        row.contact_id,
        row.email_type,
        row.campaign_instance_id,
        row.ideal_send_date,
        row.parent_schedule_id,
      ].join(),
    )
    expect(new Set(keys).size, `seed ${seed}`).toBe(keys.length)
    const planned = rows.filter((row) => row.status === "pre-scheduled")
    const days = planned.map((row) => [row.contact_id, row.email_type, row.scheduled_send_date].join())
    expect(new Set(days).size, `seed ${seed}`).toBe(days.length)
    for (const row of planned) {
      expect(row.scheduled_send_date >= world.as_of, `seed ${seed}`).toBe(true)
      if (row.email_type.startsWith("campaign_")) continue
      const contact = contacts.find((one) => one.id === row.contact_id)!
      const rules = rulesOfState(world.config, contact.state)
      const pre = world.config.timing.pre_window_exclusion_days
      expect(isInside(rules, contact, isoDay(row.scheduled_send_date), pre), `seed ${seed}`).toBe(false)
    }
  }
})

test("the worlds produce every skip reason, every kind of move and every reject reason", () => {
  const seen = new Set<string>()
  for (const seed of SEEDS) {
    const { rows, rejects } = secondOpinion(worldOf(seed))
    for (const row of rows) {
      seen.add(row.skip_reason ?? row.status)
      seen.add(row.moved_by ?? "not moved")
    }
    for (const reject of rejects) seen.add(reject.reason)
  }
  expect([...seen].sort()).toEqual([
    ...["campaign_conflict", "catch_up", "duplicate_id", "exclusion_window", "expired", "frequency_limit"],
    ...["invalid_email", "invalid_id", "invalid_zip", "kept", "missing_birth_date", "missing_email"],
    ...["missing_zip", "not moved", "pre-scheduled", "superseded", "suppressed", "unknown_zip"],
    "year_round_exclusion",
  ])
})

test("worlds with sending days produce moves to them, skips for want of them, and nothing else that is new", () => {
  const seen = new Set<string>()
  for (const seed of SEEDS) {
    const world = randomWorld(seed, { contacts: 20, sendingDays: true })
    const { config, campaign_types, ...rest } = worldOf(seed)
    expect(world).toMatchObject(rest)
    for (const row of secondOpinion(world).rows) {
      seen.add(row.skip_reason ?? "")
      seen.add(row.moved_by ?? "")
    }
  }
  expect(seen).toContain("sending_day")
  expect(seen).toContain("no_sending_day")
})
