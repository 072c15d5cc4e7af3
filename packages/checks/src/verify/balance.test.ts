import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import type { RawRow } from "@almanac/testkit/world"
import { contactRow, earlierRow, smallWorld, ZIPS } from "@almanac/testkit/worlds/small-world"
import { describe, expect, test } from "vitest"
import { editManifest, oneRun, tamper, violationsOf, withRun } from "./fixture.ts"

const CONTACTS = 150

/** All AEP emails have the same ideal date, and all effective-date emails have another one. */
const WORLD = smallWorld({
  as_of: "2026-11-23",
  config: DEFAULT_CONFIG,
  contacts: Array.from({ length: CONTACTS }, (_, n) =>
    contactRow({
      id: BigInt(n + 1),
      effective_date: "2015-06-01",
      ...(n === 0 && { zip_code: ZIPS.CA, birth_date: "1950-12-29" }),
    }),
  ),
})

const first = (where: string) => `(SELECT min(contact_id) FROM schedules WHERE ${where})`
const move = (type: string, moved_by: string, day: string) =>
  `UPDATE schedules SET moved_by = '${moved_by}', scheduled_send_date = DATE '${day}', ` +
  `send_at = TIMESTAMP '${day} 13:30:00' WHERE email_type = '${type}' AND contact_id = ` +
  first(`email_type = '${type}' AND moved_by = '${moved_by}' AND contact_id > 1`)

/**
 * If a change moves an email, its follow-up moves too, so the foreseen follow-ups also
 * differ from the manifest.
 */
const PLANTS: ReadonlyArray<
  readonly [name: string, change: string, found: Readonly<Record<string, unknown>>]
> = [
  [
    "a day that is left full",
    `UPDATE schedules SET moved_by = NULL, scheduled_send_date = DATE '2027-09-15',
       send_at = TIMESTAMP '2027-09-15 13:30:00' WHERE email_type = 'aep' AND moved_by = 'daily_cap'`,
    {
      overloaded_day: "organisation 1: 150 emails on 2027-09-15, above 12, while 2027-09-16 has room",
      wrong_foreseen: "organisation 1, follow-ups on 2027-09-17: expected 150, found 10",
    },
  ],
  [
    "a move past the latest day",
    move("aep", "daily_cap", "2027-10-16"),
    {
      wrong_balance: "moved to 2027-10-16, not from today to 2027-10-15",
      wrong_foreseen: expect.stringMatching(/^organisation 1, follow-ups on 2027-(09|10)-\d\d: expected /),
    },
  ],
  [
    "a move to an earlier day",
    move("aep", "daily_cap", "2027-09-14"),
    {
      wrong_balance: "moved from 2027-09-15 back to 2027-09-14",
      wrong_foreseen: "organisation 1, follow-ups on 2027-09-16: expected 1, found none",
    },
  ],
  [
    "a jitter that is too wide",
    move("effective_date", "smoothing", "2027-05-05"),
    {
      wrong_balance: "smoothed by 3 days",
      wrong_foreseen: "organisation 1, follow-ups on 2027-05-06: expected 9, found 10",
    },
  ],
  [
    "smoothing of another type",
    "UPDATE schedules SET moved_by = 'smoothing' WHERE email_type = 'aep' AND moved_by = 'daily_cap'",
    { wrong_balance: "only effective-date emails are smoothed" },
  ],
]

const { clean, copied } = oneRun(WORLD)

test("load balancing that keeps to its limits has no violation", async () => {
  expect(await violationsOf(clean(), CONTACTS)).toEqual({})
})

describe("finds", () => {
  test.each(PLANTS)("%s", async (name, change, found) => {
    const tampered = await copied(name)
    await tamper(tampered, change)
    expect(await violationsOf(tampered, CONTACTS)).toEqual(found)
  })

  test("another cap", async () => {
    const tampered = await copied("cap")
    await editManifest(tampered, (manifest) => manifest.daily_loads[0].cap++)
    expect(await violationsOf(tampered, CONTACTS)).toEqual({
      manifest_count: "daily_loads, organisation 1: cap is 11, not 10",
    })
  })
})

describe("follow-ups that are foreseen", () => {
  const queued = (id: bigint, contact_id: bigint, email_type: string, row: RawRow = {}): RawRow =>
    earlierRow({ id, contact_id, email_type, status: "scheduled", scheduled_send_date: "2026-11-26", ...row })
  // Twelve birthday emails on 2026-11-24, which is the threshold of a day. On the day of their follow-ups
  // there are eight other emails.
  const foreseeing = smallWorld({
    as_of: "2026-11-23",
    config: DEFAULT_CONFIG,
    contacts: Array.from({ length: CONTACTS }, (_, n) =>
      contactRow({
        id: BigInt(n + 1),
        ...(n < 12 && { birth_date: "1950-12-08" }),
        ...(n === 40 && { zip_code: ZIPS.CA, birth_date: "1950-12-29" }),
        ...(n === 41 && { zip_code: ZIPS.CA }),
      }),
    ),
    email_schedules: [
      ...[21n, 22n, 23n, 24n].map((contact) => queued(contact, contact, "newsletter")),
      queued(30n, 30n, "birthday"),
      queued(31n, 31n, "effective_date", { status: "processing" }),
      // These have no follow-up: the contact is in a window, has no birth date, has opted
      // out, or has it already.
      queued(41n, 41n, "aep"),
      queued(42n, 42n, "aep"),
      queued(43n, 43n, "aep"),
      queued(44n, 44n, "aep"),
      queued(45n, 44n, "followup_1_cold", { scheduled_send_date: "2026-11-29", parent_schedule_id: 44n }),
    ],
    suppressions: [{ contact_id: 43n, email: null }],
  })
  const run = oneRun(foreseeing)
  const back = `UPDATE schedules SET moved_by = NULL, scheduled_send_date = DATE '2026-11-24',
    send_at = TIMESTAMP '2026-11-24 14:30:00' WHERE email_type = 'birthday' AND moved_by = 'daily_cap'`

  test("are those of the manifest", async () => {
    const manifest = JSON.parse(await readFile(join(run.clean().run, "manifest.json"), "utf8"))
    const { cap, threshold, loads, loads_history, loads_foreseen } = manifest.daily_loads[0]
    expect({ cap, threshold }).toEqual({ cap: 10, threshold: 12 })
    expect(loads["2026-11-24"] ?? 0).toBeLessThan(12)
    expect(loads_history).toEqual({ "2026-11-26": 10, "2026-11-29": 1 })
    expect(loads_foreseen["2026-11-28"] - (loads["2026-11-26"] ?? 0)).toBe(2)
    expect(await violationsOf(run.clean(), CONTACTS)).toEqual({})
  })

  test("count against the threshold of their day", async () => {
    const tampered = await run.copied("back")
    await tamper(tampered, back)
    expect(await violationsOf(tampered, CONTACTS)).toEqual({
      overloaded_day: "organisation 1: 22 emails on 2026-11-26, above 12, while 2026-11-27 has room",
      wrong_foreseen: expect.stringMatching("follow-ups on 2026-11-26: expected 12, found "),
    })
  })

  test.each([
    ["one too few", (loads: Record<string, number>) => loads["2026-11-28"]--, "expected 2, found 1"],
    [
      "a day too many",
      (loads: Record<string, number>) => (loads["2027-01-01"] = 3),
      "expected none, found 3",
    ],
    ["no day", (loads: Record<string, number>) => delete loads["2026-11-28"], "expected 2, found none"],
  ])("are missed or made up: %s", async (name, change, found) => {
    const tampered = await run.copied(name)
    await editManifest(tampered, (manifest) => change(manifest.daily_loads[0].loads_foreseen))
    const { wrong_foreseen, ...others } = await violationsOf(tampered, CONTACTS)
    expect(wrong_foreseen).toContain(found)
    expect(others).toEqual({})
  })

  test("are none if the configuration foresees none", async () => {
    const tampered = await run.copied("blind")
    const { load_balancing } = DEFAULT_CONFIG
    const blind = { ...DEFAULT_CONFIG, load_balancing: { ...load_balancing, foresee_followups: false } }
    await editManifest(tampered, (manifest) => {
      manifest.config = { ...manifest.config, effective: blind, hash: configHash(blind) }
    })
    const { wrong_foreseen, ...others } = await violationsOf(tampered, CONTACTS)
    expect(wrong_foreseen).toMatch(/expected none, found \d/)
    expect(others).toEqual({})
    await editManifest(tampered, (manifest) => delete manifest.daily_loads[0].loads_foreseen)
    expect(await violationsOf(tampered, CONTACTS)).toEqual({})
  })
})

test("superseded follow-ups take no room, for the run and for its verification", async () => {
  // With 72 contacts a day keeps up to 6 emails. On 24 November there are 3 follow-ups, 3 follow-ups that
  // these supersede, and 3 birthday emails.
  const world = smallWorld({
    as_of: "2026-11-23",
    config: DEFAULT_CONFIG,
    contacts: Array.from({ length: 72 }, (_, n) =>
      contactRow({ id: BigInt(n + 1), birth_date: n < 3 ? "1950-12-08" : null }),
    ),
    email_schedules: [4n, 5n, 6n].flatMap((contact_id) =>
      ["effective_date", "post_window"].map((email_type, n) =>
        earlierRow({
          id: 10n * contact_id + BigInt(n),
          contact_id,
          email_type,
          scheduled_send_date: "2026-11-22",
          event_date: "2026-11-22",
        }),
      ),
    ),
  })
  await withRun(world, async (finished) => {
    const manifest = JSON.parse(await readFile(join(finished.run, "manifest.json"), "utf8"))
    expect(manifest.counts).toMatchObject({ skipped: 3 })
    expect(manifest.daily_loads[0]).toMatchObject({ cap: 5, threshold: 6, loads: { "2026-11-24": 6 } })
    // In two chunks.
    expect(await violationsOf(finished, 40)).toEqual({})
  })
})

describe("caps that differ by day", () => {
  // Fewer emails fit into the sending days before the Annual Enrollment Period than must go, so that days rise.
  const config: Config = {
    ...DEFAULT_CONFIG,
    sending_days: {
      weekdays: ["mon", "tue", "wed", "thu", "fri"],
      holidays: "us_federal",
      blackout_dates: ["2027-09-20..2027-09-21"],
    },
    load_balancing: {
      ...DEFAULT_CONFIG.load_balancing,
      warm_up: { start: "2027-09-13", steps: [2, 4, 8], days_per_step: 3 },
    },
  }
  const { clean, copied } = oneRun({ ...WORLD, config })

  test("hold, and days that cannot keep them are reported", async () => {
    expect(await violationsOf(clean(), CONTACTS)).toEqual({})
    const manifest = JSON.parse(await readFile(join(clean().run, "manifest.json"), "utf8"))
    const { cap, threshold, caps, loads, overloads } = manifest.daily_loads[0]
    expect({ cap, threshold }).toEqual({ cap: 10, threshold: 12 })
    expect(
      ["2027-09-13", "2027-09-16", "2027-09-18", "2027-09-20", "2027-09-22"].map((day) => caps[day]),
    ).toEqual([...[2, 4, 0, 0, 4]])
    expect(caps["2027-09-28"]).toBeUndefined()
    expect(Object.keys(loads).filter((day) => caps[day] === 0)).toEqual([])
    expect(overloads.length).toBeGreaterThan(0)
  })

  test.each([
    ["a warm-up day with another cap", "2027-09-16", 5, "caps on 2027-09-16 is 5, not 4"],
    [
      "a day that is said to be a sending day",
      "2027-09-18",
      undefined,
      "caps on 2027-09-18 is absent, not 0",
    ],
    ["a cap without cause", "2027-09-29", 3, "caps on 2027-09-29 is 3, not absent"],
  ])("%s is found", async (name, day, cap, found) => {
    const tampered = await copied(name)
    await editManifest(tampered, (manifest) => {
      const { caps } = manifest.daily_loads[0]
      if (cap === undefined) delete caps[day]
      else caps[day] = cap
    })
    expect(await violationsOf(tampered, CONTACTS)).toEqual({
      manifest_count: `daily_loads, organisation 1: ${found}`,
    })
  })

  test("an email that leaves a day above its cap although a later day has room is found", async () => {
    const tampered = await copied("early")
    await tamper(
      tampered,
      `UPDATE schedules SET moved_by = NULL, scheduled_send_date = DATE '2027-09-15',
         send_at = TIMESTAMP '2027-09-15 13:30:00' WHERE email_type = 'aep' AND moved_by = 'daily_cap'`,
    )
    expect(await violationsOf(tampered, CONTACTS)).toMatchObject({
      overloaded_day: expect.stringMatching(
        /^organisation 1: \d+ emails on 2027-09-15, above 2, while 2027-\d\d-\d\d has room$/,
      ),
    })
  })
})
