import { expect, test } from "vitest"
import { anniversary, inYear, monthDay, monthDayOf, nextAnniversary, nextInYear } from "./anniversary.ts"
import { dayOf, dayOfMonth, formatDay, monthOf, parseDay, yearOf } from "./civil.ts"

const day = (text: string): number => parseDay(text) as number

test("a month-day packs month and day", () => {
  expect(monthDay(12, 31)).toBe(12 * 32 + 31)
  for (let date = day("2024-01-01"); date <= day("2024-12-31"); date++) {
    expect(monthDayOf(date)).toBe(monthDay(monthOf(date), dayOfMonth(date)))
  }
})

test("29 February becomes 28 February in common years only", () => {
  const leapling = day("1948-02-29")
  const anniversaries = [1900, 2000, 2023, 2024, 2100].map((year) => formatDay(anniversary(leapling, year)))
  expect(anniversaries).toEqual(["1900-02-28", "2000-02-29", "2023-02-28", "2024-02-29", "2100-02-28"])
  expect(formatDay(inYear(monthDay(2, 28), 2024))).toBe("2024-02-28")
  expect(formatDay(inYear(monthDay(3, 1), 2023))).toBe("2023-03-01")
})

test("an anniversary has the month and day of its date", () => {
  for (let date = day("1952-01-01"); date <= day("1952-12-31"); date++) {
    if (monthDayOf(date) === monthDay(2, 29)) continue
    for (const year of [1900, 1952, 2025, 2028, 2100]) {
      expect(anniversary(date, year)).toBe(dayOf(year, monthOf(date), dayOfMonth(date)))
    }
  }
})

test.each([
  ["1950-06-15", "2026-06-14", "2026-06-15"],
  ["1950-06-15", "2026-06-15", "2026-06-15"],
  ["1950-06-15", "2026-06-16", "2027-06-15"],
  ["1950-01-01", "2026-12-31", "2027-01-01"],
  ["1950-12-31", "2026-12-31", "2026-12-31"],
  ["1948-02-29", "2027-02-28", "2027-02-28"],
  ["1948-02-29", "2027-03-01", "2028-02-29"],
  ["1948-02-29", "2028-02-28", "2028-02-29"],
  ["1948-02-29", "2028-03-01", "2029-02-28"],
  ["2030-05-05", "2026-01-01", "2026-05-05"],
])("the next anniversary of %s on %s is %s", (date, today, expected) => {
  expect(formatDay(nextAnniversary(day(date), day(today)))).toBe(expected)
})

test("the next anniversary is the earliest from today on, for every date and today of four years", () => {
  const wrong: Array<string> = []
  for (let date = day("1948-01-01"); date <= day("1948-12-31"); date++) {
    for (let today = day("2023-01-01"); today < day("2027-01-01"); today++) {
      const next = nextAnniversary(date, today)
      const year = yearOf(next)
      const earliest =
        next >= today && anniversary(date, year) === next && anniversary(date, year - 1) < today
      if (!earliest) wrong.push(`${formatDay(date)} from ${formatDay(today)}`)
    }
  }
  expect(wrong).toEqual([])
})

test("the next occurrence of a month-day is the earliest on or after today", () => {
  const opens = monthDay(10, 15)
  expect(formatDay(nextInYear(opens, day("2026-10-15")))).toBe("2026-10-15")
  expect(formatDay(nextInYear(opens, day("2026-10-16")))).toBe("2027-10-15")
})
