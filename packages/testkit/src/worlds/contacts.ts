import type { Config } from "@almanac/core/config/config"
import { STATE_CODES } from "@almanac/core/law/states"
import { ZIP3_STATES, ZIP5_EXCEPTIONS } from "@almanac/core/law/zip"
import { anniversary, isoDate, yearOf } from "../oracle/dates.ts"
import { stateOfZip } from "../oracle/intake.ts"
import { rulesOfState } from "../oracle/state-rules.ts"
import type { RawRow } from "../world.ts"
import { AROUND_TODAY, AROUND_WINDOW_END } from "./days.ts"
import type { Random } from "./random.ts"

/** The inputs from which contacts are made. */
export interface ContactSetting {
  readonly random: Random
  readonly config: Config
  /** Day number. */
  readonly today: number
  readonly orgs: number
  /** Whether ids that are not integers may occur. */
  readonly oddIds: boolean
}

const WINDOW_STATES = ["CA", "ID", "KY", "MD", "NV", "OK", "OR", "VA", "MO", "MO", "IL", "IN", "RI"]
const YEAR_ROUND_STATES = ["CT", "MA", "NY", "WA", "ME"]

function randomState({ random, config }: ContactSetting): string {
  const overridden = Object.keys(config.state_rules.overrides)
  if (overridden.length > 0 && random.chance(0.4)) return random.pick(overridden)
  if (random.chance(0.65)) return random.pick(WINDOW_STATES)
  return random.chance(0.2) ? random.pick(YEAR_ROUND_STATES) : random.pick(STATE_CODES)
}

function randomZip(random: Random, state: string): string {
  const prefixes = ZIP3_STATES.flatMap((of, prefix) => (of === state ? [prefix] : []))
  const exceptions = Object.keys(ZIP5_EXCEPTIONS).filter((zip) => ZIP5_EXCEPTIONS[zip] === state)
  const fromException = prefixes.length === 0 || (exceptions.length > 0 && random.chance(0.3))
  const zip = fromException
    ? random.pick(exceptions)
    : `${String(random.pick(prefixes)).padStart(3, "0")}${String(random.int(0, 99)).padStart(2, "0")}`
  return random.either(0.15, `${zip}-${random.int(1000, 9999)}`, zip)
}

/** A date for which something changes near today: a window around its anniversary, or the email for it. */
function anchorNearToday(
  setting: ContactSetting,
  state: string,
  kind: "birthday" | "effective_date",
): number {
  const { random, config, today } = setting
  const { timing } = config
  const daysBefore = kind === "birthday" ? timing.birthday_days_before : timing.effective_date_days_before
  const places = [
    today + random.pick(AROUND_TODAY),
    today + daysBefore + random.pick([-2, -1, 0, 1, 2]),
    today + random.int(0, 365),
  ]
  for (const rule of rulesOfState(config, state)) {
    if (rule.kind !== kind) continue
    const start = today + rule.daysBefore + timing.pre_window_exclusion_days
    places.push(start + random.int(-2, 2), start + random.pick([7, 30]))
    const end = today - rule.daysAfter
    places.push(...random.times(3, () => end + random.pick(AROUND_WINDOW_END)))
  }
  return random.pick(places)
}

const UNREADABLE_DATES = [
  "1899-12-31",
  "3000-01-01",
  "2023-02-29",
  "03/04/1950",
  "1950-13-01",
  "soon",
  "1950-1-5",
]

function randomAnchor(
  setting: ContactSetting,
  state: string,
  kind: "birthday" | "effective_date",
): string | null {
  const { random, today } = setting
  if (random.chance(0.08)) return null
  if (random.chance(0.03)) return random.pick(UNREADABLE_DATES)
  if (random.chance(0.02)) return isoDate(today + 1)
  if (random.chance(0.02)) return isoDate(today)
  const age = kind === "birthday" ? random.pick([16, 64, 65, 66, 70, 75, 76, 77, 90]) : random.int(0, 20)
  if (random.chance(0.08)) return `${Math.floor((yearOf(today) - age) / 4) * 4}-02-29`
  const anchor = anchorNearToday(setting, state, kind)
  const text = isoDate(anniversary(anchor, Math.min(yearOf(anchor), yearOf(today)) - age))
  return random.either(0.03, `${text} 00:00:00`, text)
}

const LARGE_IDS = [
  ...[0n, -1n, -7n, 2_147_483_647n, 2_147_483_648n, -2_147_483_649n, 4_294_967_296n],
  ...[9_007_199_254_740_993n, -9_007_199_254_740_993n, 9_223_372_036_854_775_807n],
  -9_223_372_036_854_775_808n,
]

function contactId(random: Random, index: number): bigint {
  const large = LARGE_IDS[index]
  if (large !== undefined && random.chance(0.7)) return large
  return BigInt(1000 + index) * random.pick([1n, 1n, 1n, -1n, 4_294_967_291n])
}

/** A contact that can be scheduled. */
function goodContact(setting: ContactSetting, index: number): RawRow {
  const { random } = setting
  const zip = randomZip(random, randomState(setting))
  const state = stateOfZip(zip)!
  return {
    id: contactId(random, index),
    org_id: random.either(0.1, null, BigInt(random.int(1, setting.orgs))),
    email: random.either(0.1, `Mixed.Case+${index}@Example.com`, `contact${index}@example.com`),
    zip_code: zip,
    state: random.chance(0.6) ? random.either(0.1, "TX", state) : null,
    birth_date: randomAnchor(setting, state, "birthday"),
    effective_date: randomAnchor(setting, state, "effective_date"),
  }
}

const BAD_EMAILS = [
  ...[null, "", "  ", "nobody", "a@b", "a..b@example.com", ".a@example.com", "a.@example.com"],
  ...[
    " a@example.com",
    "a@example.com ",
    "a b@example.com",
    "a@-example.com",
    "a@example.c",
    "a@@example.com",
  ],
  ...["ü@example.com", "a@example..com", "a@example.c0m", `${"x".repeat(65)}@example.com`],
]
const BAD_ZIPS = [null, "", " ", "9021", "902101", "90210-12", "90210 ", "ABCDE", "00000", "00100", "99999-"]
const ODD_IDS = ["abc", "12.5", "", " 7", "0x1F", "9223372036854775808", "1e3", "--4"]

/** Contacts that can be scheduled, and some with each kind of fault. */
export function randomContacts(setting: ContactSetting, count: number): Array<RawRow> {
  const { random } = setting
  const good = random.times(count, (index) => goodContact(setting, index))
  return good.flatMap((row) => {
    const fault = random.next()
    if (fault < 0.02) return [{ ...row, email: random.pick(BAD_EMAILS) }]
    if (fault < 0.04) return [{ ...row, zip_code: random.pick(BAD_ZIPS) }]
    if (fault < 0.05) return [{ ...row, id: setting.oddIds ? random.pick(ODD_IDS) : null }]
    if (fault < 0.06) return [{ ...row, email: null, zip_code: null }, row]
    if (fault < 0.08) return [row, { ...row, email: `again.${String(row.email)}` }]
    if (fault < 0.09 && setting.oddIds) return [{ ...row, id: `+0${String(row.id).replace("-", "")}` }]
    return [row]
  })
}
