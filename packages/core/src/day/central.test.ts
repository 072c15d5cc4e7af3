import { expect, test } from "vitest"
import { SendClock, utcSecondOf } from "./central.ts"
import { type Day, dayOf, formatDay, parseDay } from "./civil.ts"

const HOUR = 3600
const HALF_PAST_EIGHT = 8 * HOUR + 30 * 60

/** 0 for Sunday; 1970-01-01 was a Thursday. */
const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7

const sundayFrom = (day: Day): Day => day + ((7 - weekday(day)) % 7)

/** The first and the last day on which daylight saving time holds at 08:30, by the law of that year. */
function daylightSaving(year: number): readonly [Day, Day] {
  if (year >= 2007) return [sundayFrom(dayOf(year, 3, 8)), sundayFrom(dayOf(year, 11, 1)) - 1]
  return [sundayFrom(dayOf(year, 4, 1)), sundayFrom(dayOf(year, 10, 25)) - 1]
}

test("08:30 on every day of 1990 to 2099", () => {
  const wrong: Array<string> = []
  let days = 0
  for (let year = 1990; year <= 2099; year++) {
    const [first, last] = daylightSaving(year)
    for (let day = dayOf(year, 1, 1); day <= dayOf(year, 12, 31); day++) {
      const behind = day >= first && day <= last ? 5 : 6
      if (utcSecondOf(day, HALF_PAST_EIGHT) !== HALF_PAST_EIGHT + behind * HOUR) wrong.push(formatDay(day))
      days++
    }
  }
  expect(wrong).toEqual([])
  expect(days).toBe(40_177)
})

const day = (text: string): Day => parseDay(text) as Day

test.each([
  ["2026-03-07", "08:30:00", "2026-03-07T14:30:00Z"],
  ["2026-03-08", "08:30:00", "2026-03-08T13:30:00Z"],
  ["2026-10-31", "08:30:00", "2026-10-31T13:30:00Z"],
  ["2026-11-01", "08:30:00", "2026-11-01T14:30:00Z"],
  ["2026-03-08", "00:00:00", "2026-03-08T06:00:00Z"],
  ["2026-03-08", "01:59:59", "2026-03-08T07:59:59Z"],
  ["2026-03-08", "03:00:00", "2026-03-08T08:00:00Z"],
  ["2026-11-01", "00:59:59", "2026-11-01T05:59:59Z"],
  ["2026-11-01", "03:00:00", "2026-11-01T09:00:00Z"],
  ["2026-07-01", "18:59:59", "2026-07-01T23:59:59Z"],
  ["2026-07-01", "19:00:00", "2026-07-02T00:00:00Z"],
  ["2026-07-01", "20:00:00", "2026-07-02T01:00:00Z"],
  ["2026-12-31", "20:00:00", "2027-01-01T02:00:00Z"],
  ["2028-02-28", "23:59:59", "2028-02-29T05:59:59Z"],
  ["1850-01-01", "08:30:00", "1850-01-01T14:20:36Z"],
])("%s %s is %s", (date, time, instant) => {
  expect(new SendClock(time, day("2026-06-01")).instant(day(date))).toBe(instant)
})

test("a time that occurs twice means the first occurrence, in daylight saving time", () => {
  expect(new SendClock("01:30:00", day("2026-11-01")).instant(day("2026-11-01"))).toBe("2026-11-01T06:30:00Z")
})

test.each(["00:00:00", "08:30:00", "20:00:00"])(
  "the cache for %s gives the computed seconds, on the first and the second request",
  (time) => {
    const today = day("2026-11-23")
    const [hours, minutes] = time.split(":").map(Number) as [number, number]
    const clock = new SendClock(time, today, 400)
    const wrong: Array<string> = []
    for (let pass = 0; pass < 2; pass++) {
      for (let date = today - 500; date <= today + 500; date++) {
        if (clock.utcSecond(date) !== utcSecondOf(date, hours * HOUR + minutes * 60))
          wrong.push(formatDay(date))
      }
    }
    expect(wrong).toEqual([])
  },
)
