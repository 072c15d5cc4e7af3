import { expect, test } from "vitest"
import { chicagoDate, sendInstant } from "./chicago.ts"
import { isoDate, isoDay } from "./dates.ts"

test.each([
  ["2026-03-07", "08:30:00", "2026-03-07T14:30:00Z"],
  ["2026-03-08", "01:59:59", "2026-03-08T07:59:59Z"],
  ["2026-03-08", "02:00:00", "2026-03-08T08:00:00Z"],
  ["2026-03-08", "02:59:59", "2026-03-08T08:00:00Z"],
  ["2026-03-08", "03:00:00", "2026-03-08T08:00:00Z"],
  ["2026-03-08", "08:30:00", "2026-03-08T13:30:00Z"],
  ["2026-10-31", "08:30:00", "2026-10-31T13:30:00Z"],
  ["2026-11-01", "00:00:00", "2026-11-01T05:00:00Z"],
  ["2026-11-01", "01:30:00", "2026-11-01T06:30:00Z"],
  ["2026-11-01", "08:30:00", "2026-11-01T14:30:00Z"],
  ["2026-12-31", "23:59:59", "2027-01-01T05:59:59Z"],
])("%s %s in Chicago is %s", (date, time, expected) => {
  expect(sendInstant(isoDay(date), time)).toBe(expected)
})

test("agrees with the time zone database on every day from 1990 to 2059", () => {
  const zone = new Intl.DateTimeFormat("en-CA", {
    timeZone: "America/Chicago",
    dateStyle: "short",
    timeStyle: "medium",
    hourCycle: "h23",
  })
  const disagreeing: Array<string> = []
  for (let day = isoDay("1990-01-01"); day < isoDay("2060-01-01"); day++) {
    const shown = zone.format(new Date(sendInstant(day, "08:30:00"))).replace(", ", " ")
    if (shown !== `${isoDate(day)} 08:30:00`) disagreeing.push(shown)
    for (const seconds of [4 * 3600 + 59 * 60 + 59, 5 * 3600, 6 * 3600 - 1, 6 * 3600, 8 * 3600]) {
      const instant = day * 86_400 + seconds
      if (!zone.format(new Date(instant * 1000)).startsWith(isoDate(chicagoDate(instant)))) {
        disagreeing.push(new Date(instant * 1000).toISOString())
      }
    }
  }
  expect(disagreeing).toEqual([])
})
