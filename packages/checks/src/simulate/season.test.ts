/**
 * Tests that the announced days of an AEP season are kept unless something happens, and that
 * each move has a cause.
 */
import { mkdir, rename } from "node:fs/promises"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { WEEKDAYS } from "@almanac/core/config/sending-days-schema"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { inScratch } from "@almanac/pipeline/run/fixture"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { withoutCause } from "./announced.ts"
import { QUIET, scenario, simulatedInput } from "./fixture.ts"
import { type Behaviour, DEFAULT_BEHAVIOUR } from "./options.ts"

const FROM = "2026-09-13"
interface Season {
  readonly contacts: number
  readonly orgs: number
  readonly seed: number
  readonly cap: number
  /** Whether the input has only contacts, without history and campaigns. */
  readonly bare?: boolean
  /** The days from the beginning of the season on. */
  readonly days: number
  readonly behaviour?: Behaviour
  /** Whether weekends and federal holidays are off, and a warm-up begins with the season. */
  readonly working?: boolean
}

const capped = (cap: number, working: boolean): Config => ({
  ...DEFAULT_CONFIG,
  load_balancing: {
    ...DEFAULT_CONFIG.load_balancing,
    daily_send_percentage_cap: cap,
    ...(working && { warm_up: { start: FROM, steps: [4, 8, 12], days_per_step: 2 } }),
  },
  ...(working && {
    sending_days: { weekdays: WEEKDAYS.slice(0, 5), holidays: "us_federal", blackout_dates: [] },
  }),
})

const announcedIn = ({
  contacts,
  orgs,
  seed,
  cap,
  bare = false,
  days,
  behaviour = QUIET,
  working = false,
}: Season) =>
  inScratch(async (directory) => {
    const input = join(directory, "in")
    const options = { contacts, orgs, seed, asOf: FROM, directory: input, memoryLimitMb: 300 }
    await Effect.runPromise(generate(options))
    if (bare) await keepContacts(directory)
    const asOf = parseDay(FROM) as Day
    const { result } = await simulatedInput(directory, {
      asOf,
      days,
      scenario: scenario(capped(cap, working)),
      behaviour,
    })
    expect(result.announced.emails).toBe(result.sent)
    expect(result.checks.filter(({ violations }) => violations > 0)).toEqual([])
    return result.announced
  })

async function keepContacts(directory: string): Promise<void> {
  const given = join(directory, "given")
  await rename(join(directory, "in"), given)
  await mkdir(join(directory, "in"))
  await rename(join(given, "contacts.parquet"), join(directory, "in", "contacts.parquet"))
}

const QUIET_SEASONS: ReadonlyArray<Season> = [
  { contacts: 250, orgs: 1, seed: 2, cap: 0.03, bare: true, days: 22 },
  { contacts: 300, orgs: 2, seed: 3, cap: 0.07, days: 8 },
  { contacts: 200, orgs: 1, seed: 6, cap: 0.1, working: true, days: 11 },
]

test.concurrent.each(QUIET_SEASONS)(
  "$contacts contacts in $orgs organisations, seed $seed, cap $cap, working days: $working; what is announced holds",
  async (season) => {
    const announced = await announcedIn(season)
    expect(announced.emails).toBeGreaterThan(season.contacts / 2)
    expect(withoutCause(announced)).toBe(0)
    expect(announced.share).toBeGreaterThanOrEqual(0.98)
  },
)

test.concurrent("who arrives and reacts moves others, and is named as the cause", async () => {
  const behaviour = { ...DEFAULT_BEHAVIOUR, arrivals: 0.1, opt_outs: 0.05 }
  const announced = await announcedIn({ contacts: 200, orgs: 1, seed: 5, cap: 0.05, days: 7, behaviour })
  expect(announced.moves_by_cause.map(({ cause }) => cause)).toContain("new_contact")
  expect(withoutCause(announced)).toBe(0)
  const { by_type, by_type_month, emails, on_first_day } = announced
  for (const rows of [by_type, by_type_month]) {
    expect(rows.reduce((sum, row) => sum + row.emails, 0)).toBe(emails)
    expect(rows.reduce((sum, row) => sum + row.on_first_day, 0)).toBe(on_first_day)
  }
})
