/** Civil dates as whole days since 1970-01-01, computed with the JavaScript Date in UTC. Slow but simple. */

const MS_PER_DAY = 86_400_000

/**
 * The day number of a year, month (1–12) and day of the month. A day beyond the month runs into the next, as
 * in Date.
 */
export function dayNumber(year: number, month: number, dayOfMonth: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date.getTime() / MS_PER_DAY
}

export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly dayOfMonth: number
}

export function civilDate(day: number): CivilDate {
  const date = new Date(day * MS_PER_DAY)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
}

export function yearOf(day: number): number {
  return civilDate(day).year
}

export function isoDate(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

/** The day of `YYYY-MM-DD`; null if there is no such day. */
export function parseIsoDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return null
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]))
  return isoDate(day) === text ? day : null
}

/** The day of an ISO date that must be valid. Throws a RangeError if it is not. */
export function isoDay(text: string): number {
  const day = parseIsoDate(text)
  if (day === null) throw new RangeError(`not a date: ${text}`)
  return day
}

/** The day of a month and day in a year. 29 February becomes 28 February in common years (section 2). */
export function monthDayIn(year: number, month: number, dayOfMonth: number): number {
  const day = dayNumber(year, month, dayOfMonth)
  return civilDate(day).month === month ? day : day - 1
}

/** `anniversary(d, y)` of section 2. */
export function anniversary(day: number, year: number): number {
  const { month, dayOfMonth } = civilDate(day)
  return monthDayIn(year, month, dayOfMonth)
}

/** Age in whole years on `day`. It changes on the birthday itself. */
export function ageOn(birth: number, day: number): number {
  const years = yearOf(day) - yearOf(birth)
  return anniversary(birth, yearOf(day)) <= day ? years : years - 1
}
