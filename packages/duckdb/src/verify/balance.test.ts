import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { contactRow, earlierRow, smallWorld, ZIPS } from "@almanac/testkit/worlds/small-world"
import { describe, expect, test } from "vitest"
import { editManifest, findings, oneRun, tamper, withRun } from "./fixture.ts"

const CONTACTS = 150

/** Everybody's AEP email is ideally sent on one day, and every effective-date email on another. */
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
  first(`email_type = '${type}' AND moved_by = '${moved_by}'`)

const PLANTS: ReadonlyArray<
  readonly [name: string, change: string, found: Readonly<Record<string, string>>]
> = [
  [
    "a day that is left full",
    `UPDATE schedules SET moved_by = NULL, scheduled_send_date = DATE '2027-09-15',
       send_at = TIMESTAMP '2027-09-15 13:30:00' WHERE email_type = 'aep' AND moved_by = 'daily_cap'`,
    { overloaded_day: "organisation 1: 150 emails on 2027-09-15, above 12, while 2027-09-16 has room" },
  ],
  [
    "a move past the latest day",
    move("aep", "daily_cap", "2027-10-16"),
    { wrong_balance: "moved to 2027-10-16, not from today to 2027-10-15" },
  ],
  [
    "a move to an earlier day",
    move("aep", "daily_cap", "2027-09-14"),
    { wrong_balance: "moved from 2027-09-15 back to 2027-09-14" },
  ],
  [
    "a jitter that is too wide",
    move("effective_date", "smoothing", "2027-05-05"),
    { wrong_balance: "smoothed by 3 days" },
  ],
  [
    "smoothing of another type",
    "UPDATE schedules SET moved_by = 'smoothing' WHERE email_type = 'aep' AND moved_by = 'daily_cap'",
    { wrong_balance: "only effective-date emails are smoothed" },
  ],
]

const { clean, copied } = oneRun(WORLD)

test("load balancing that keeps to its limits has no violation", async () => {
  expect(await findings(clean(), CONTACTS)).toEqual({})
})

describe("finds", () => {
  test.each(PLANTS)("%s", async (name, change, found) => {
    const tampered = await copied(name)
    await tamper(tampered, change)
    expect(await findings(tampered, CONTACTS)).toEqual(found)
  })

  test("another cap", async () => {
    const tampered = await copied("cap")
    await editManifest(tampered, (manifest) => manifest.daily_loads[0].cap++)
    expect(await findings(tampered, CONTACTS)).toEqual({
      manifest_count: "daily_loads, organisation 1: cap is 11, not 10",
    })
  })
})

test("superseded follow-ups take no room, for the run and for its verification", async () => {
  // 72 contacts: up to 6 emails a day stay. On 24 November 3 follow-ups, 3 that these supersede, and 3 birthday emails.
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
    expect(await findings(finished)).toEqual({})
  })
})
