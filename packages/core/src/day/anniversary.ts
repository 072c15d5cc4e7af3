import { type Day, dayOf, isLeapYear, packedCivil, yearOf } from "./civil.ts"

/** A month and day of any year, packed as `month * 32 + day`. 29 February is allowed. */
export type MonthDay = number

export function monthDay(month: number, day: number): MonthDay {
  return month * 32 + day
}

/** The month and day of a date. */
export function monthDayOf(day: Day): MonthDay {
  return packedCivil(day) & 511
}

/** The day on which a month-day falls in `year`: 29 February becomes 28 February in common years. */
export function inYear(date: MonthDay, year: number): Day {
  const month = date >> 5
  const day = date & 31
  return dayOf(year, month, month === 2 && day === 29 && !isLeapYear(year) ? 28 : day)
}

/** The day in `year` with the month and day of `date`. */
export function anniversary(date: Day, year: number): Day {
  return inYear(monthDayOf(date), year)
}

/** The earliest occurrence of a month-day on or after `today`. */
export function nextInYear(date: MonthDay, today: Day): Day {
  const year = yearOf(today)
  const thisYear = inYear(date, year)
  return thisYear >= today ? thisYear : inYear(date, year + 1)
}

/** The earliest anniversary of `date` on or after `today`; today counts. */
export function nextAnniversary(date: Day, today: Day): Day {
  return nextInYear(monthDayOf(date), today)
}
