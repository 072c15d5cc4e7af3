/**
 * America/Chicago according to the statutes. From 2007 on, daylight saving time lasts from the second Sunday
 * of March to the first Sunday of November. For earlier years, this file uses the first Sunday of April to
 * the last Sunday of October, which is right from 1987 on.
 */
import { dayNumber, yearOf } from "./dates.ts"

const HOUR = 3600
const DAY = 24 * HOUR

function firstSundayFrom(day: number): number {
  const weekday = (((day + 4) % 7) + 7) % 7
  return day + ((7 - weekday) % 7)
}

/** The days on which the clocks change, both at 02:00 of the time that holds until then. */
function clockChanges(year: number): { readonly forward: number; readonly back: number } {
  if (year >= 2007) {
    return { forward: firstSundayFrom(dayNumber(year, 3, 8)), back: firstSundayFrom(dayNumber(year, 11, 1)) }
  }
  return { forward: firstSundayFrom(dayNumber(year, 4, 1)), back: firstSundayFrom(dayNumber(year, 10, 25)) }
}

/** Seconds from midnight to `HH:MM:SS`. */
function secondsOf(time: string): number {
  const [hours, minutes, seconds] = time.split(":").map(Number)
  return hours * HOUR + minutes * 60 + seconds
}

/**
 * The first instant at which clocks in Chicago show `time` on `day`, or have jumped over it: `YYYY-MM-DDTHH:MM:SSZ`.
 */
export function sendInstant(day: number, time: string): string {
  const { forward, back } = clockChanges(yearOf(day))
  const second = secondsOf(time)
  const isSkipped = day === forward && second >= 2 * HOUR && second < 3 * HOUR
  const clock = day * DAY + (isSkipped ? 3 * HOUR : second)
  const daylight = clock >= forward * DAY + 2 * HOUR && clock < back * DAY + 2 * HOUR
  const utc = clock + (daylight ? 5 : 6) * HOUR
  return `${new Date(utc * 1000).toISOString().slice(0, 19)}Z`
}

/** The civil date in Chicago at an instant in seconds since 1970-01-01T00:00:00Z. */
export function chicagoDate(utcSeconds: number): number {
  const { forward, back } = clockChanges(yearOf(Math.floor((utcSeconds - 6 * HOUR) / DAY)))
  const daylight = utcSeconds >= forward * DAY + 8 * HOUR && utcSeconds < back * DAY + 7 * HOUR
  return Math.floor((utcSeconds - (daylight ? 5 : 6) * HOUR) / DAY)
}
