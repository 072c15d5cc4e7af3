/**
 * The eleven federal holidays of the United States: 5 U.S.C. 6103. A holiday of a fixed date that falls on a Saturday is
 * observed on the Friday before it (6103(b)); one that falls on a Sunday, on the Monday after it (Executive Order 11582).
 * Both days count. The rules are those in force since 1986.
 */
import { type Day, dayOf, packedCivil } from "./civil.ts"
import { FRIDAY, MONDAY, THURSDAY, weekdayOf } from "./weekday.ts"

interface Holiday {
  readonly name: string
  readonly month: number
  /** The holiday is the day of the month from `first` to `last` that has the weekday. */
  readonly first: number
  readonly last: number
  /** −1 for a fixed date. */
  readonly weekday: number
  /** The first year of the holiday. */
  readonly since: number
}

/** Earlier than every year that matters. */
const ALWAYS = 0

function fixed(name: string, month: number, date: number, since = ALWAYS): Holiday {
  return { name, month, first: date, last: date, weekday: -1, since }
}

/** The first such weekday of the month that is not before the day `first`. */
function floating(name: string, month: number, weekday: number, first: number): Holiday {
  return { name, month, first, last: first + 6, weekday, since: ALWAYS }
}

const HOLIDAYS: ReadonlyArray<Holiday> = [
  fixed("New Year's Day", 1, 1),
  floating("Birthday of Martin Luther King, Jr.", 1, MONDAY, 15),
  floating("Washington's Birthday", 2, MONDAY, 15),
  floating("Memorial Day", 5, MONDAY, 25),
  fixed("Juneteenth National Independence Day", 6, 19, 2021),
  fixed("Independence Day", 7, 4),
  floating("Labor Day", 9, MONDAY, 1),
  floating("Columbus Day", 10, MONDAY, 8),
  fixed("Veterans Day", 11, 11),
  floating("Thanksgiving Day", 11, THURSDAY, 22),
  fixed("Christmas Day", 12, 25),
]

/** The holiday that falls on `day`, or undefined. */
function holidayOn(day: Day): Holiday | undefined {
  const packed = packedCivil(day)
  const month = (packed >> 5) & 15
  const date = packed & 31
  for (let h = 0; h < HOLIDAYS.length; h++) {
    const holiday = HOLIDAYS[h]
    if (month !== holiday.month || date < holiday.first || date > holiday.last) continue
    if (holiday.weekday >= 0 && holiday.weekday !== weekdayOf(day)) continue
    if (packed >> 9 >= holiday.since) return holiday
  }
  return undefined
}

/** The day of the holiday that is observed on `day`, if that is another day; otherwise `day`. */
function observedFrom(day: Day): Day {
  const weekday = weekdayOf(day)
  if (weekday === FRIDAY && holidayOn(day + 1)?.weekday === -1) return day + 1
  if (weekday === MONDAY && holidayOn(day - 1)?.weekday === -1) return day - 1
  return day
}

/** The first of the days of which it is remembered whether they are holidays, and their number: 1900 to 2099. */
const FIRST_REMEMBERED: Day = dayOf(1900, 1, 1)
const REMEMBERED = dayOf(2100, 1, 1) - FIRST_REMEMBERED

/** 1 for a holiday, 2 for another day, 0 for a day that nobody has asked for. */
const remembered = new Uint8Array(REMEMBERED)

/** Whether `day` is a federal holiday or the observed day of one. */
export function isUsFederalHoliday(day: Day): boolean {
  const known = remembered[day - FIRST_REMEMBERED]
  if (known === undefined) return isHoliday(day)
  if (known === 0) remembered[day - FIRST_REMEMBERED] = isHoliday(day) ? 1 : 2
  return remembered[day - FIRST_REMEMBERED] === 1
}

function isHoliday(day: Day): boolean {
  return holidayOn(day) !== undefined || observedFrom(day) !== day
}

/** The name of the holiday on `day`, such as "Independence Day" or "Independence Day (observed)"; undefined if there is none. */
export function usFederalHolidayName(day: Day): string | undefined {
  const own = holidayOn(day)
  if (own !== undefined) return own.name
  const observed = holidayOn(observedFrom(day))
  return observed === undefined ? undefined : `${observed.name} (observed)`
}
