/** Section 3, day by day: a window is an unbroken run of days on each of which some rule excludes emails. */
import type { WindowRule } from "@almanac/core/law/law"
import { ageOn, anniversary, civilDate, dayNumber, isoDate, isoDay, monthDayIn, yearOf } from "./dates.ts"

/** The dates on which windows are anchored, as day numbers. */
export interface Anchors {
  readonly birth: number | null
  readonly effective: number | null
}

interface Span {
  readonly start: number
  readonly end: number
}

/** First and last day; null if there is no first or no last day. */
export interface Window {
  readonly start: number | null
  readonly end: number | null
}

const inYear = (packed: number, year: number): number => monthDayIn(year, packed >> 5, packed & 31)

/** The span of a dated rule for its anchor in `year`; null without an anchor. */
function spanIn(rule: WindowRule, anchors: Anchors, year: number, pre: number): Span | null {
  switch (rule.kind) {
    case "year_round":
      return null
    case "calendar": {
      const acrossNewYear = rule.to < rule.from
      return { start: inYear(rule.from, year) - pre, end: inYear(rule.to, acrossNewYear ? year + 1 : year) }
    }
    case "effective_date": {
      if (anchors.effective === null) return null
      const anchor = anniversary(anchors.effective, year)
      return { start: anchor - rule.daysBefore - pre, end: anchor + rule.daysAfter }
    }
    case "birthday": {
      if (anchors.birth === null) return null
      const birthday = anniversary(anchors.birth, year)
      const anchor = rule.useMonthStart ? dayNumber(year, civilDate(birthday).month, 1) : birthday
      return { start: anchor - rule.daysBefore - pre, end: anchor + rule.daysAfter }
    }
  }
}

/**
 * Whether a day is within the age limits and in-force dates of a rule. Without a birth date, age limits count
 * as met.
 */
export function limitsHold(rule: WindowRule, anchors: Anchors, day: number): boolean {
  if (rule.inForceFrom !== undefined && day < rule.inForceFrom) return false
  if (rule.inForceTo !== undefined && day > rule.inForceTo) return false
  if (anchors.birth === null) return true
  const age = ageOn(anchors.birth, day)
  return (
    (rule.minAge === undefined || age >= rule.minAge) && (rule.maxAge === undefined || age <= rule.maxAge)
  )
}

/** How many years an anchor can be away from a day that its span reaches. */
function reachInYears(rule: WindowRule, pre: number): number {
  const days = "daysBefore" in rule ? rule.daysBefore + rule.daysAfter + pre : pre
  return 2 + Math.ceil(days / 365)
}

function excludes(rule: WindowRule, anchors: Anchors, day: number, pre: number): boolean {
  if (!limitsHold(rule, anchors, day)) return false
  if (rule.kind === "year_round") return true
  const reach = reachInYears(rule, pre)
  for (let year = yearOf(day) - reach; year <= yearOf(day) + reach; year++) {
    const span = spanIn(rule, anchors, year, pre)
    if (span !== null && span.start <= day && day <= span.end) return true
  }
  return false
}

/**
 * Whether a day lies in a window.
 * @param pre `pre_window_exclusion_days`
 */
export function isInside(
  rules: ReadonlyArray<WindowRule>,
  anchors: Anchors,
  day: number,
  pre: number,
): boolean {
  return rules.some((rule) => excludes(rule, anchors, day, pre))
}

/**
 * After the last change of a limit, the windows of a rule repeat within nine years, because two dates of 29
 * February can be eight years apart. So if a merged window goes on for so many days after that change, it
 * never ends.
 */
const QUIET_DAYS = 9 * 366

/** Days that lie before and after all changes of a rule's limits. */
function limitDays(rule: WindowRule, { birth }: Anchors): ReadonlyArray<number> {
  const ages = [rule.minAge, rule.maxAge].filter((age) => age !== undefined)
  const ageDays = birth === null ? [] : ages.flatMap((age) => [birth, birth + (age + 2) * 366])
  return [rule.inForceFrom, rule.inForceTo, ...ageDays].filter((day) => day !== undefined)
}

/** The window around a day: the union of all windows that overlap or touch. Null if the day is outside. */
export function windowAround(
  rules: ReadonlyArray<WindowRule>,
  anchors: Anchors,
  day: number,
  pre: number,
): Window | null {
  if (!isInside(rules, anchors, day, pre)) return null
  const limits = rules.flatMap((rule) => limitDays(rule, anchors))
  const earliest = Math.min(day, ...limits) - QUIET_DAYS
  const latest = Math.max(day, ...limits) + QUIET_DAYS
  let start = day
  while (start >= earliest && isInside(rules, anchors, start - 1, pre)) start--
  let end = day
  while (end <= latest && isInside(rules, anchors, end + 1, pre)) end++
  return { start: start < earliest ? null : start, end: end > latest ? null : end }
}

/** The dates of {@link Anchors} as ISO texts, for tests that go through every day. */
export interface WindowFacts {
  readonly birth_date: string | null
  readonly effective_date: string | null
}

function anchorsOf(facts: WindowFacts): Anchors {
  return {
    birth: facts.birth_date === null ? null : isoDay(facts.birth_date),
    effective: facts.effective_date === null ? null : isoDay(facts.effective_date),
  }
}

/** {@link isInside} with ISO dates. */
export function isInsideWindow(
  rules: ReadonlyArray<WindowRule>,
  facts: WindowFacts,
  day: string,
  pre: number,
): boolean {
  return isInside(rules, anchorsOf(facts), isoDay(day), pre)
}

/** {@link windowAround} with ISO dates. `start` is null without a first day, `end` without a last day. */
export function mergedWindowAt(
  rules: ReadonlyArray<WindowRule>,
  facts: WindowFacts,
  day: string,
  pre: number,
): { readonly start: string | null; readonly end: string | null } | null {
  const window = windowAround(rules, anchorsOf(facts), isoDay(day), pre)
  if (window === null) return null
  return {
    start: window.start === null ? null : isoDate(window.start),
    end: window.end === null ? null : isoDate(window.end),
  }
}
