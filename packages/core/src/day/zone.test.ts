import { expect, test } from "vitest"
import { type Day, dayOf, formatDay, parseDay } from "./civil.ts"
import { CENTRAL, secondsOf, utcSecondOf, ZoneClock, ZoneClocks } from "./zone.ts"

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
      if (utcSecondOf(CENTRAL, day, HALF_PAST_EIGHT) !== HALF_PAST_EIGHT + behind * HOUR)
        wrong.push(formatDay(day))
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
  expect(new ZoneClock(CENTRAL, secondsOf(time), day("2026-06-01")).instant(day(date))).toBe(instant)
})

test.each([
  ["America/Chicago", "2026-11-01", "01:30:00", "2026-11-01T06:30:00Z"],
  ["America/Chicago", "2026-11-01", "01:00:00", "2026-11-01T06:00:00Z"],
  ["America/Chicago", "2026-11-01", "02:00:00", "2026-11-01T08:00:00Z"],
  ["America/New_York", "2026-11-01", "01:59:59", "2026-11-01T05:59:59Z"],
  ["America/Havana", "2026-11-01", "00:30:00", "2026-11-01T04:30:00Z"],
  ["Australia/Lord_Howe", "2026-04-05", "01:45:00", "2026-04-04T14:45:00Z"],
])("in %s on %s, %s occurs twice and means the first occurrence", (zone, date, time, instant) => {
  expect(new ZoneClock(zone, secondsOf(time), day("2026-06-01")).instant(day(date))).toBe(instant)
})

test.each([
  ["America/Chicago", "2026-03-08", "02:00:00", "2026-03-08T08:00:00Z"],
  ["America/Chicago", "2026-03-08", "02:30:00", "2026-03-08T08:00:00Z"],
  ["America/Chicago", "2026-03-08", "02:59:59", "2026-03-08T08:00:00Z"],
  ["America/Los_Angeles", "2026-03-08", "02:30:00", "2026-03-08T10:00:00Z"],
  ["America/Adak", "2026-03-08", "02:30:00", "2026-03-08T12:00:00Z"],
  ["America/Havana", "2026-03-08", "00:30:00", "2026-03-08T05:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-04", "02:15:00", "2026-10-03T15:30:00Z"],
  ["Pacific/Apia", "2011-12-30", "08:30:00", "2011-12-30T10:00:00Z"],
])("in %s on %s, %s is skipped and means the first instant after it", (zone, date, time, instant) => {
  expect(new ZoneClock(zone, secondsOf(time), day("2026-06-01")).instant(day(date))).toBe(instant)
})

test.each([
  ["America/Phoenix", "2026-03-08", "02:30:00", "2026-03-08T09:30:00Z"],
  ["America/Puerto_Rico", "2026-11-01", "01:30:00", "2026-11-01T05:30:00Z"],
  ["Pacific/Guam", "2026-07-01", "08:30:00", "2026-06-30T22:30:00Z"],
  ["Pacific/Pago_Pago", "2026-07-01", "20:00:00", "2026-07-02T07:00:00Z"],
  ["UTC", "2026-07-01", "08:30:00", "2026-07-01T08:30:00Z"],
  ["Asia/Kathmandu", "2026-07-01", "00:00:00", "2026-06-30T18:15:00Z"],
])("in %s on %s, where clocks do not change, %s is %s", (zone, date, time, instant) => {
  expect(new ZoneClock(zone, secondsOf(time), day("2026-06-01")).instant(day(date))).toBe(instant)
})

test("each zone has one clock", () => {
  const clocks = new ZoneClocks([CENTRAL, "Pacific/Guam"], HALF_PAST_EIGHT, day("2026-06-01"))
  expect(clocks.at(1)).toBe(clocks.at(1))
  expect(clocks.at(1).instant(day("2026-07-01"))).toBe("2026-06-30T22:30:00Z")
  expect(clocks.at(0).instant(day("2026-07-01"))).toBe("2026-07-01T13:30:00Z")
})

test.each(["00:00:00", "08:30:00", "20:00:00"])(
  "the cache for %s gives the computed seconds, on the first and the second request",
  (time) => {
    const today = day("2026-11-23")
    const clock = new ZoneClock(CENTRAL, secondsOf(time), today, 400)
    const wrong: Array<string> = []
    for (let pass = 0; pass < 2; pass++) {
      for (let date = today - 500; date <= today + 500; date++) {
        if (clock.utcSecond(date) !== utcSecondOf(CENTRAL, date, secondsOf(time))) wrong.push(formatDay(date))
      }
    }
    expect(wrong).toEqual([])
  },
)
