import { isSendingDay } from "@almanac/testkit/oracle/sending-days"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DEFAULT_CONFIG } from "../config/config.ts"
import { HOLIDAY_SETS, type SendingDaysConfig, WEEKDAYS } from "../config/sending-days-schema.ts"
import { dayOf, formatDay, NO_DAY } from "../day/civil.ts"
import { day } from "../testing/people.ts"
import { SendingDays } from "./sending-days.ts"

const OFFICE: SendingDaysConfig = {
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  holidays: "us_federal",
  blackout_dates: ["2026-12-28..2027-01-08", "2026-12-23", "2027-01-04..2027-01-12"],
}

test("every day is a sending day by default", () => {
  const days = new SendingDays(DEFAULT_CONFIG.sending_days)
  expect(days.isEveryDay).toBe(true)
  expect(days.isSendingDay(day("2026-12-25"))).toBe(true)
})

describe("the days from 22 December 2026 on", () => {
  const days = new SendingDays(OFFICE)
  const next = (from: string, limit: string) => days.nextAfter(day(from), day(limit))
  const last = (from: string, limit: string) => days.lastBefore(day(from), day(limit))

  test("Christmas, a blackout date, and ranges that overlap and end before a weekend", () => {
    const sending: Array<string> = []
    for (let one = day("2026-12-22"); one <= day("2027-01-20"); one++) {
      if (days.isSendingDay(one)) sending.push(formatDay(one).slice(5))
    }
    expect(sending.join(" ")).toBe("12-22 12-24 01-13 01-14 01-15 01-19 01-20")
  })

  test("the next sending day, as far as the limit reaches", () => {
    expect(formatDay(next("2026-12-24", "2027-02-01"))).toBe("2027-01-13")
    expect(formatDay(next("2026-12-24", "2027-01-13"))).toBe("2027-01-13")
    expect(next("2026-12-24", "2027-01-12")).toBe(NO_DAY)
    expect(next("2026-12-24", "2026-12-24")).toBe(NO_DAY)
  })

  test("the last sending day, as far back as the limit reaches", () => {
    expect(formatDay(last("2027-01-13", "2026-01-01"))).toBe("2026-12-24")
    expect(formatDay(last("2027-01-13", "2026-12-24"))).toBe("2026-12-24")
    expect(last("2027-01-13", "2026-12-25")).toBe(NO_DAY)
  })
})

test("random calendars are those of the second implementation", () => {
  const days = fc.integer({ min: dayOf(2026, 1, 1), max: dayOf(2027, 12, 31) })
  const range = fc.tuple(days, fc.integer({ min: 0, max: 12 }))
  const calendars = fc.record({
    weekdays: fc.shuffledSubarray([...WEEKDAYS], { minLength: 1 }),
    holidays: fc.constantFrom(...HOLIDAY_SETS),
    blackout_dates: fc.array(
      range.map(([from, more]) => `${formatDay(from)}..${formatDay(from + more)}`),
      { maxLength: 4 },
    ),
  })
  fc.assert(
    fc.property(calendars, days, (sending_days, from) => {
      const calendar = new SendingDays(sending_days)
      const allowed = (one: number) => isSendingDay({ ...DEFAULT_CONFIG, sending_days }, one)
      const around = Array.from({ length: 60 }, (_, n) => from + n)
      const expected = around.filter(allowed)
      expect(around.filter((one) => calendar.isSendingDay(one))).toEqual(expected)
      expect(calendar.nextAfter(from - 1, from + 59)).toBe(expected[0] ?? NO_DAY)
      expect(calendar.lastBefore(from + 60, from)).toBe(expected.at(-1) ?? NO_DAY)
    }),
    { numRuns: 200 },
  )
})
