/**
 * Exclusion windows. A rule has one window for every year:
 *
 *      pre-window      before       after
 *   |─────────────|─────────────|─────────────|
 *   start                     anchor         end      [anchor − before − pre, anchor + after], both inclusive
 *
 * cut to the days on which the rule's age and in-force limits hold. Windows that overlap or touch are one
 * window. The functions work on plain numbers. {@link yearWindow} and {@link mergedWindow} leave the window
 * that they find in {@link ContactWindows}, so they allocate nothing.
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

/** The window rules of each state as numbers. */
export const windowShapes = (
  law: ReadonlyArray<{ readonly rules: ReadonlyArray<WindowRule> }>,
  preWindowDays: number,
): ReadonlyArray<ReadonlyArray<WindowShape>> =>
  law.map(({ rules }) => rules.map((rule) => windowShape(rule, preWindowDays)))

/** The window rules of a contact's state, the dates on which they are anchored, and the window found last. */
export class ContactWindows {
  shapes: ReadonlyArray<WindowShape>
  birthDate: Day
  effectiveDate: Day
  /** First and last day of the window found last, both inclusive. */
  start: Day = 0
  end: Day = 0

  constructor(shapes: ReadonlyArray<WindowShape> = [], birthDate = NO_DAY, effectiveDate = NO_DAY) {
    this.shapes = shapes
    this.birthDate = birthDate
    this.effectiveDate = effectiveDate
  }
}

/** Finds the window of `shape` that is anchored in `year`. False if there is none. */
export function yearWindow(windows: ContactWindows, shape: WindowShape, year: number): boolean {
  const { birthDate } = windows
  let start: Day
  let end: Day
  if (shape.anchor === YEAR_ROUND) {
    start = NO_START
    end = NO_END
  } else if (shape.anchor === CALENDAR) {
    start = inYear(shape.from, year) - shape.before
    end = inYear(shape.to, shape.to < shape.from ? year + 1 : year)
  } else {
    const anchoredOn = shape.anchor === EFFECTIVE_DATE ? windows.effectiveDate : birthDate
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
  windows.start = start
  windows.end = end
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
export function insideWindow(windows: ContactWindows, day: Day): boolean {
  const { shapes } = windows
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, day)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (yearWindow(windows, shape, year) && windows.start <= day && day <= windows.end) return true
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
 * Finds the merged window around the excluded days `[knownStart, knownEnd]`. Its end is exact, or {@link NO_END}. Its
 * start is followed back for at most {@link LOOK_BACK_DAYS}.
 */
export function mergedWindow(windows: ContactWindows, knownStart: Day, knownEnd: Day): void {
  const { shapes } = windows
  if (shapes.length === 1 && standsAlone(shapes[0])) {
    findFurthest(windows, knownStart)
    return
  }
  const horizon = Math.max(knownEnd, lastChange(windows)) + QUIET_DAYS
  let end = knownEnd
  for (let grew = true; grew && end <= horizon && end !== NO_END; ) {
    grew = findFurthest(windows, end + 1) && windows.end > end
    if (grew) end = windows.end
  }
  const earliest = knownStart - LOOK_BACK_DAYS
  let start = knownStart
  for (let grew = true; grew && start > earliest; ) {
    grew = findFurthest(windows, start - 1) && windows.start < start
    if (grew) start = Math.max(windows.start, earliest)
  }
  windows.start = start
  windows.end = end > horizon ? NO_END : end
}

/** Whether windows of the rule in consecutive years can neither overlap nor touch. */
function standsAlone({ before, after }: WindowShape): boolean {
  return before + after + 1 < SHORTEST_YEAR
}

/** The last day on which a limit of any rule changes; NO_DAY if there are no limits. */
function lastChange({ shapes, birthDate }: ContactWindows): Day {
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

/** Finds the earliest start and the latest end of the windows that contain `day`. False if there is no such window. */
function findFurthest(windows: ContactWindows, day: Day): boolean {
  const { shapes } = windows
  let start = day + 1
  let end = day - 1
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, day)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (!yearWindow(windows, shape, year) || windows.start > day || windows.end < day) continue
      if (windows.start < start) start = windows.start
      if (windows.end > end) end = windows.end
    }
  }
  windows.start = start
  windows.end = end
  return start <= end
}

export function isYearRoundShape(shape: WindowShape): boolean {
  return shape.anchor === YEAR_ROUND
}

export function isBirthdayShape(shape: WindowShape): boolean {
  return shape.anchor === BIRTHDAY || shape.anchor === BIRTH_MONTH
}

export function isEffectiveDateShape(shape: WindowShape): boolean {
  return shape.anchor === EFFECTIVE_DATE
}

/**
 * The first day after `day` on which a window begins; `limit + 1` if none begins by `limit`. `day` must not
 * be inside a window.
 */
export function nextWindowStart(windows: ContactWindows, day: Day, limit: Day): Day {
  const { shapes } = windows
  let first = limit + 1
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, limit)
    for (let year = firstYearNear(shape, day); year <= last; year++) {
      if (!yearWindow(windows, shape, year)) continue
      if (windows.start > day && windows.start < first) first = windows.start
    }
  }
  return first
}
