/**
 * Exclusion windows. A rule has one window for every year:
 *
 *      pre-window      before       after
 *   |─────────────|─────────────|─────────────|
 *   start                     anchor         end      [anchor − before − pre, anchor + after], both inclusive
 *
 * cut to the days on which the rule's age and in-force limits hold. Windows that overlap or touch are one window.
 * Plain functions over numbers: the results of {@link yearWindow} and {@link mergedWindow} stand in {@link found}, so
 * that asking allocates nothing.
 */
import { anniversary, inYear } from "../day/anniversary.ts"
import { type Day, dayOfMonth, NO_DAY, yearOf } from "../day/civil.ts"
import type { WindowRule } from "../law/law.ts"

const BIRTHDAY = 0
const BIRTH_MONTH = 1
const EFFECTIVE_DATE = 2
const CALENDAR = 3
const YEAR_ROUND = 4

/** Later than every window's end: a window that never ends. */
export const NO_END: Day = 2147483647
/** Earlier than every window's start. */
const NO_START: Day = NO_DAY + 1

/** A window rule as numbers, all of one shape. */
export interface WindowShape {
  readonly anchor: number
  /** Days from the window's start to its anchor, pre-window included. */
  readonly before: number
  /** Days from the anchor to the window's end. */
  readonly after: number
  /** Month-days of a calendar rule. */
  readonly from: number
  readonly to: number
  /** −1: no limit. */
  readonly minAge: number
  readonly maxAge: number
  readonly inForceFrom: Day
  readonly inForceTo: Day
}

const LONGEST_YEAR = 366

export function windowShape(rule: WindowRule, preWindowDays: number): WindowShape {
  const dated = rule.kind === "birthday" || rule.kind === "effective_date"
  const calendar = rule.kind === "calendar"
  return {
    anchor:
      rule.kind === "birthday"
        ? rule.useMonthStart
          ? BIRTH_MONTH
          : BIRTHDAY
        : rule.kind === "effective_date"
          ? EFFECTIVE_DATE
          : calendar
            ? CALENDAR
            : YEAR_ROUND,
    before: (dated ? rule.daysBefore : 0) + preWindowDays,
    after: dated ? rule.daysAfter : LONGEST_YEAR,
    from: calendar ? rule.from : 0,
    to: calendar ? rule.to : 0,
    minAge: rule.minAge ?? -1,
    maxAge: rule.maxAge ?? -1,
    inForceFrom: rule.inForceFrom ?? NO_START,
    inForceTo: rule.inForceTo ?? NO_END,
  }
}

/** The window found last: first and last day, both inclusive. */
export const found = { start: 0, end: 0 }

/** Puts the window of `shape` anchored in `year` into {@link found}; false where there is none. */
export function yearWindow(shape: WindowShape, birthDate: Day, effectiveDate: Day, year: number): boolean {
  let start: Day
  let end: Day
  if (shape.anchor === YEAR_ROUND) {
    start = NO_START
    end = NO_END
  } else if (shape.anchor === CALENDAR) {
    start = inYear(shape.from, year) - shape.before
    end = inYear(shape.to, shape.to < shape.from ? year + 1 : year)
  } else {
    const anchoredOn = shape.anchor === EFFECTIVE_DATE ? effectiveDate : birthDate
    if (anchoredOn === NO_DAY) return false
    let anchor = anniversary(anchoredOn, year)
    if (shape.anchor === BIRTH_MONTH) anchor -= dayOfMonth(anchor) - 1
    start = anchor - shape.before
    end = anchor + shape.after
  }
  if (shape.inForceFrom > start) start = shape.inForceFrom
  if (shape.inForceTo < end) end = shape.inForceTo
  if (birthDate !== NO_DAY) {
    if (shape.minAge >= 0) start = Math.max(start, anniversary(birthDate, yearOf(birthDate) + shape.minAge))
    if (shape.maxAge >= 0)
      end = Math.min(end, anniversary(birthDate, yearOf(birthDate) + shape.maxAge + 1) - 1)
  }
  found.start = start
  found.end = end
  return start <= end
}

/** First year whose window can reach `day`. */
export function firstYearNear(shape: WindowShape, day: Day): number {
  return shape.anchor === YEAR_ROUND ? 0 : yearOf(day - shape.after)
}

/** Last year whose window can reach `day`. */
export function lastYearNear(shape: WindowShape, day: Day): number {
  return shape.anchor === YEAR_ROUND ? 0 : yearOf(day + shape.before)
}

/** Whether a window of any of the rules contains `day`. */
export function insideWindow(
  shapes: ReadonlyArray<WindowShape>,
  birthDate: Day,
  effectiveDate: Day,
  day: Day,
): boolean {
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s] as WindowShape
    const last = lastYearNear(shape, day)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (yearWindow(shape, birthDate, effectiveDate, year) && found.start <= day && day <= found.end)
        return true
    }
  }
  return false
}

/** A window that still grows after so many passes, each reaching about a year further, is taken as without end. */
const MOST_PASSES = 12

/**
 * Grows `[partStart, partEnd]`, part of a window, to the whole merged window, in {@link found}.
 * Its end is exact or {@link NO_END}; its start is not followed further back than some years.
 */
export function mergedWindow(
  shapes: ReadonlyArray<WindowShape>,
  birthDate: Day,
  effectiveDate: Day,
  partStart: Day,
  partEnd: Day,
): void {
  const earliest = partStart - MOST_PASSES * LONGEST_YEAR
  let start = partStart
  let end = partEnd
  let grew = true
  for (let pass = 0; grew && end !== NO_END; pass++) {
    grew = false
    for (let s = 0; s < shapes.length && end !== NO_END; s++) {
      const shape = shapes[s] as WindowShape
      const last = lastYearNear(shape, end + 1)
      for (let year = firstYearNear(shape, start - 1); year <= last; year++) {
        if (!yearWindow(shape, birthDate, effectiveDate, year)) continue
        if (found.start > end + 1 || found.end < start - 1) continue
        const earlier = Math.max(found.start, earliest)
        if (earlier < start || found.end > end) grew = true
        start = Math.min(start, earlier)
        end = Math.max(end, found.end)
      }
    }
    if (pass === MOST_PASSES) end = NO_END
  }
  found.start = start
  found.end = end
}

export function isYearRoundShape(shape: WindowShape): boolean {
  return shape.anchor === YEAR_ROUND
}

export function isBirthdayShape(shape: WindowShape): boolean {
  return shape.anchor === BIRTHDAY || shape.anchor === BIRTH_MONTH
}
