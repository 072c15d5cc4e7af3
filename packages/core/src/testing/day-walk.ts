/**
 * A simple implementation of exclusion windows, for tests. It walks through a calendar day by day and marks
 * the days that a rule excludes. It shares no code with the rules: it counts days through the months and
 * looks anchors up by name.
 */
import type { WindowRule } from "../law/law.ts"

export interface Walk {
  /** Days since 1970-01-01 of the first day walked. */
  readonly first: number
  /** `YYYY-MM-DD` of each day. */
  readonly names: ReadonlyArray<string>
  /** Position of each name in `names`. */
  readonly at: ReadonlyMap<string, number>
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29
}

/** All days from the first day of one year to the last of another. */
export function walk(firstYear: number, lastYear: number): Walk {
  const names: Array<string> = []
  for (let year = firstYear; year <= lastYear; year++) {
    LENGTHS.forEach((length, month) => {
      const days = month === 1 && isLeap(year) ? 29 : length
      for (let day = 1; day <= days; day++) names.push(`${year}-${two(month + 1)}-${two(day)}`)
    })
  }
  const first = Date.UTC(firstYear, 0, 1) / 86_400_000
  return { first, names, at: new Map(names.map((name, position) => [name, position])) }
}

function two(n: number): string {
  return String(n).padStart(2, "0")
}

/** Position of a month-day (`MM-DD`) in a year; 29 February is the day before 1 March. */
function positionOf({ at }: Walk, year: number, monthDay: string): number {
  return at.get(`${year}-${monthDay}`) ?? (at.get(`${year}-03-01`) as number) - 1
}

/** Names of the birth date and the effective date on which rules are anchored; null if unknown. */
export interface AnchorNames {
  readonly birth: string | null
  readonly effective: string | null
}

/**
 * 1 for every day that one of the rules excludes.
 * @param pre the pre-window in days
 */
export function excludedDays(
  calendar: Walk,
  rules: ReadonlyArray<WindowRule>,
  anchors: AnchorNames,
  pre: number,
): Uint8Array {
  const excluded = new Uint8Array(calendar.names.length)
  for (const rule of rules) {
    const own = new Uint8Array(calendar.names.length)
    if (rule.kind === "year_round") own.fill(1)
    else markYears(calendar, own, rule, anchors, pre)
    clearOutsideLimits(calendar, own, rule, anchors.birth)
    own.forEach((value, position) => {
      if (value === 1) excluded[position] = 1
    })
  }
  return excluded
}

/**
 * Marks the days of a dated rule in every year of the walk but the last, whose window may end after the walk.
 * Days near both ends of the walk may be incomplete.
 */
function markYears(
  calendar: Walk,
  own: Uint8Array,
  rule: Exclude<WindowRule, { kind: "year_round" }>,
  { birth, effective }: AnchorNames,
  pre: number,
): void {
  const firstYear = Number(calendar.names[0]?.slice(0, 4))
  const lastYear = Number(calendar.names.at(-1)?.slice(0, 4))
  for (let year = firstYear; year < lastYear; year++) {
    if (rule.kind === "calendar") {
      const text = (date: number): string => `${two(date >> 5)}-${two(date & 31)}`
      const endYear = rule.to < rule.from ? year + 1 : year
      const start = positionOf(calendar, year, text(rule.from)) - pre
      own.fill(1, Math.max(0, start), positionOf(calendar, endYear, text(rule.to)) + 1)
      continue
    }
    const anchored = rule.kind === "birthday" ? birth : effective
    if (anchored === null) continue
    const monthDay =
      rule.kind === "birthday" && rule.useMonthStart ? `${anchored.slice(5, 7)}-01` : anchored.slice(5)
    const anchor = positionOf(calendar, year, monthDay)
    own.fill(1, Math.max(0, anchor - rule.daysBefore - pre), Math.max(0, anchor + rule.daysAfter + 1))
  }
}

/**
 * Clears the days outside the in-force dates, before the first day of `minAge` and after the last day of
 * `maxAge`.
 */
function clearOutsideLimits(calendar: Walk, own: Uint8Array, rule: WindowRule, birth: string | null): void {
  const { minAge, maxAge, inForceFrom, inForceTo } = rule
  const clear = (from: number, to: number): void => void own.fill(0, Math.max(0, from), Math.max(0, to))
  if (inForceFrom !== undefined) clear(0, inForceFrom - calendar.first)
  if (inForceTo !== undefined) clear(inForceTo + 1 - calendar.first, own.length)
  if (birth === null) return
  const turns = (age: number): number => {
    const year = Number(birth.slice(0, 4)) + age
    if (year < Number(calendar.names[0]?.slice(0, 4))) return 0
    if (year > Number(calendar.names.at(-1)?.slice(0, 4))) return own.length
    return positionOf(calendar, year, birth.slice(5))
  }
  if (minAge !== undefined) clear(0, turns(minAge))
  if (maxAge !== undefined) clear(turns(maxAge + 1), own.length)
}
