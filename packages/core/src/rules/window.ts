/**
 * Exclusion windows. A rule has one window for every year:
 *
 *      pre-window      before       after
 *   |─────────────|─────────────|─────────────|
 *   start                     anchor         end      [anchor − before − pre, anchor + after], both inclusive
 *
 * cut to the days on which the rule's age and in-force limits hold. Windows that overlap or touch are one
 * window. The functions work on plain numbers. {@link yearWindow} and {@link mergedWindow} put their results
 * into {@link found}, so they allocate nothing.
 */
import { anniversary, inYear } from "../day/anniversary.ts"
import { type Day, dayOfMonth, NO_DAY, yearOf } from "../day/civil.ts"
import type { WindowRule } from "../law/law.ts"

const BIRTHDAY = 0
const BIRTH_MONTH = 1
const EFFECTIVE_DATE = 2
const CALENDAR = 3
const YEAR_ROUND = 4

/** The end of a window that never ends; later than every other end. */
export const NO_END: Day = 2147483647
/** Earlier than every window's start. */
const NO_START: Day = NO_DAY + 1

/** A window rule as numbers. All rules have the same fields, so the hot loop sees one object shape. */
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

const SHORTEST_YEAR = 365
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

/** The result of the last search: first and last day of a window, both inclusive. */
export const found = { start: 0, end: 0 }

/** Puts the window of `shape` that is anchored in `year` into {@link found}. False if there is none. */
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
    const shape = shapes[s]
    const last = lastYearNear(shape, day)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (yearWindow(shape, birthDate, effectiveDate, year) && found.start <= day && day <= found.end)
        return true
    }
  }
  return false
}

/**
 * After the last change of a limit, the windows of a rule repeat within nine years, because two dates of 29
 * February can be eight years apart. So if a merged window goes on for so many days after that change, it
 * never ends.
 */
const QUIET_DAYS = 9 * LONGEST_YEAR

/** How far back the start of a window is followed. Older emails do not matter any more. */
export const LOOK_BACK_DAYS = 12 * LONGEST_YEAR

/**
 * Extends `[partStart, partEnd]`, a part of a window, to the whole merged window and puts it into {@link
 * found}. The end is exact, or {@link NO_END}. The start is followed back for at most {@link LOOK_BACK_DAYS}.
 */
export function mergedWindow(
  shapes: ReadonlyArray<WindowShape>,
  birthDate: Day,
  effectiveDate: Day,
  partStart: Day,
  partEnd: Day,
): void {
  if (shapes.length === 1 && standsAlone(shapes[0])) {
    furthest(shapes, birthDate, effectiveDate, partStart)
    return
  }
  const horizon = Math.max(partEnd, lastChange(shapes, birthDate)) + QUIET_DAYS
  let end = partEnd
  for (let grew = true; grew && end <= horizon && end !== NO_END; ) {
    grew = furthest(shapes, birthDate, effectiveDate, end + 1) && found.end > end
    if (grew) end = found.end
  }
  const earliest = partStart - LOOK_BACK_DAYS
  let start = partStart
  for (let grew = true; grew && start > earliest; ) {
    grew = furthest(shapes, birthDate, effectiveDate, start - 1) && found.start < start
    if (grew) start = Math.max(found.start, earliest)
  }
  found.start = start
  found.end = end > horizon ? NO_END : end
}

/** Whether windows of the rule in consecutive years can neither overlap nor touch. */
function standsAlone({ before, after }: WindowShape): boolean {
  return before + after + 1 < SHORTEST_YEAR
}

/** The last day on which a limit of any rule changes; NO_DAY if there are no limits. */
function lastChange(shapes: ReadonlyArray<WindowShape>, birthDate: Day): Day {
  let last = NO_DAY
  for (let s = 0; s < shapes.length; s++) {
    const { minAge, maxAge, inForceFrom, inForceTo } = shapes[s]
    if (inForceFrom > last) last = inForceFrom
    if (inForceTo !== NO_END && inForceTo > last) last = inForceTo
    if (birthDate !== NO_DAY && (minAge >= 0 || maxAge >= 0)) {
      last = Math.max(last, birthDate + (Math.max(minAge, maxAge) + 2) * LONGEST_YEAR)
    }
  }
  return last
}

/**
 * Puts the earliest start and the latest end of the windows that contain `day` into {@link found}. False if
 * there is no such window.
 */
function furthest(shapes: ReadonlyArray<WindowShape>, birthDate: Day, effectiveDate: Day, day: Day): boolean {
  let start = day + 1
  let end = day - 1
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, day)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (!yearWindow(shape, birthDate, effectiveDate, year) || found.start > day || found.end < day) continue
      if (found.start < start) start = found.start
      if (found.end > end) end = found.end
    }
  }
  found.start = start
  found.end = end
  return start <= end
}

export function isYearRoundShape(shape: WindowShape): boolean {
  return shape.anchor === YEAR_ROUND
}

export function isBirthdayShape(shape: WindowShape): boolean {
  return shape.anchor === BIRTHDAY || shape.anchor === BIRTH_MONTH
}

/**
 * The first day after `day` on which a window begins; `limit + 1` if none begins by `limit`. `day` must not
 * be inside a window.
 */
export function nextWindowStart(
  shapes: ReadonlyArray<WindowShape>,
  birthDate: Day,
  effectiveDate: Day,
  day: Day,
  limit: Day,
): Day {
  let first = limit + 1
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, limit)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (!yearWindow(shape, birthDate, effectiveDate, year)) continue
      if (found.start > day && found.start < first) first = found.start
    }
  }
  return first
}
