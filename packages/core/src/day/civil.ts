/**
 * Civil dates as whole days since 1970-01-01. All date arithmetic of Almanac is integer arithmetic on these.
 *
 * Algorithms: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (days_from_civil,
 * civil_from_days).
 */

/** Whole days since 1970-01-01 in the proleptic Gregorian calendar. */
export type Day = number

/** "No date". It is below every real day, so it never equals one and is never inside a window. */
export const NO_DAY: Day = -2147483648

const FIRST_REMEMBERED_YEAR = 1900
const REMEMBERED_YEARS = 200

/** The day of a civil date. `month` and `day` are 1-based and must exist. */
export function dayOf(year: number, month: number, day: number): Day {
  const first = firstOfMonth[(year - FIRST_REMEMBERED_YEAR) * 12 + month - 1]
  return first === undefined ? computedDay(year, month, day) : first + day - 1
}

function computedDay(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = ((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear + day - 1
  return (era * 146097 + dayOfEra - 719468) | 0
}

/** The first day of each month of the years 1900 to 2099, which nearly all dates lie in. */
const firstOfMonth = Int32Array.from({ length: REMEMBERED_YEARS * 12 }, (_, month) =>
  computedDay(FIRST_REMEMBERED_YEAR + Math.floor(month / 12), (month % 12) + 1, 1),
)

const FIRST_REMEMBERED: Day = dayOf(FIRST_REMEMBERED_YEAR, 1, 1)

/** A cache of packed dates for the same years, filled on request. 0 means not computed yet. */
const remembered = new Int32Array(dayOf(FIRST_REMEMBERED_YEAR + REMEMBERED_YEARS, 1, 1) - FIRST_REMEMBERED)

/**
 * The year, month and day of `day`, packed as `year * 512 + month * 32 + day`. A packed number allocates
 * nothing.
 */
export function packedCivil(day: Day): number {
  const known = remembered[day - FIRST_REMEMBERED]
  if (known === undefined) return computedCivil(day)
  if (known !== 0) return known
  const packed = computedCivil(day)
  remembered[day - FIRST_REMEMBERED] = packed
  return packed
}

function computedCivil(day: Day): number {
  const z = day + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36524) | 0) - ((dayOfEra / 146096) | 0)) / 365) | 0
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0))
  const shifted = ((5 * dayOfYear + 2) / 153) | 0
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year * 512 + month * 32 + (dayOfYear - (((153 * shifted + 2) / 5) | 0) + 1)) | 0
}

export function yearOf(day: Day): number {
  return packedCivil(day) >> 9
}

/** 1–12. */
export function monthOf(day: Day): number {
  return (packedCivil(day) >> 5) & 15
}

/** 1–31. */
export function dayOfMonth(day: Day): number {
  return packedCivil(day) & 31
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : MONTH_LENGTHS[month - 1]
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/

/** Reads `YYYY-MM-DD`; `undefined` for anything else and for dates that do not exist. */
export function parseDay(text: string): Day | undefined {
  if (!ISO_DATE.test(text)) return undefined
  const year = Number(text.slice(0, 4))
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  return dayOf(year, month, day)
}

/** `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  const index = day - FIRST_REMEMBERED
  const known = texts[index]
  if (known !== undefined) return known
  const text = formattedDay(day)
  if (index >= 0 && index < texts.length) texts[index] = text
  return text
}

/**
 * A cache of the texts of the same days, filled on request. A cached text saves time twice: when it is made
 * and, even more, when it is read.
 */
const texts: Array<string | undefined> = new Array(remembered.length)

function formattedDay(day: Day): string {
  const packed = packedCivil(day)
  const year = String(packed >> 9).padStart(4, "0")
  return `${year}-${String((packed >> 5) & 15).padStart(2, "0")}-${String(packed & 31).padStart(2, "0")}`
}
