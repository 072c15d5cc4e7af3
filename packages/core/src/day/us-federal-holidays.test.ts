import { isFederalHoliday } from "@almanac/testkit/oracle/holidays"
import { describe, expect, test } from "vitest"
import { day } from "../testing/people.ts"
import { dayOf, formatDay } from "./civil.ts"
import { isUsFederalHoliday, usFederalHolidayName } from "./us-federal-holidays.ts"

/** The observed days that the Office of Personnel Management publishes. */
const OBSERVED: Readonly<Record<number, string>> = {
  1997: "01-01 01-20 02-17 05-26 07-04 09-01 10-13 11-11 11-27 12-25",
  2020: "01-01 01-20 02-17 05-25 07-03 09-07 10-12 11-11 11-26 12-25",
  2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
  2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
  2023: "01-02 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
  2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
  2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
  2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}

function daysOfYear(year: number): ReadonlyArray<number> {
  const first = dayOf(year, 1, 1)
  return Array.from({ length: dayOf(year + 1, 1, 1) - first }, (_, n) => first + n)
}

const isWeekend = (one: number) => [0, 6].includes(new Date(one * 86_400_000).getUTCDay())

test.each(Object.entries(OBSERVED))("%s has the published days from Monday to Friday", (year, expected) => {
  const found = daysOfYear(Number(year)).filter((one) => isUsFederalHoliday(one) && !isWeekend(one))
  expect(found.map((one) => formatDay(one).slice(5)).join(" ")).toBe(expected)
})

test("every day from 1990 to 2099 is as in the second implementation", () => {
  for (let one = dayOf(1990, 1, 1); one < dayOf(2100, 1, 1); one++) {
    const found = isUsFederalHoliday(one)
    if (found !== isFederalHoliday(one)) expect({ day: formatDay(one), found }).toBe("otherwise")
    if (found !== (usFederalHolidayName(one) !== undefined)) expect(formatDay(one)).toBe("named otherwise")
  }
})

describe("names", () => {
  test.each([
    ["2026-07-03", "Independence Day (observed)"],
    ["2026-07-04", "Independence Day"],
    ["2026-07-06", undefined],
    ["2021-12-31", "New Year's Day (observed)"],
    ["2023-01-02", "New Year's Day (observed)"],
    ["2021-06-18", "Juneteenth National Independence Day (observed)"],
    ["2020-06-19", undefined],
    ["2026-11-26", "Thanksgiving Day"],
    ["2026-05-18", undefined],
    ["2026-05-25", "Memorial Day"],
  ])("%s is %s", (date, name) => {
    expect(usFederalHolidayName(day(date))).toBe(name)
  })
})
