import { expect, test } from "vitest"
import {
  dayOf,
  dayOfMonth,
  daysInMonth,
  formatDay,
  isLeapYear,
  monthOf,
  NO_DAY,
  packedCivil,
  parseDay,
  yearOf,
} from "./civil.ts"

test("every day of 1600–2400 agrees with Date in UTC", () => {
  const wrong: Array<number> = []
  const date = new Date(0)
  const first = Date.UTC(1600, 0, 1) / 86_400_000
  const last = Date.UTC(2400, 11, 31) / 86_400_000
  for (let day = first; day <= last; day++) {
    date.setTime(day * 86_400_000)
    const year = date.getUTCFullYear()
    const month = date.getUTCMonth() + 1
    const dayInMonth = date.getUTCDate()
    const agrees =
      packedCivil(day) === year * 512 + month * 32 + dayInMonth &&
      yearOf(day) === year &&
      monthOf(day) === month &&
      dayOfMonth(day) === dayInMonth &&
      dayOf(year, month, dayInMonth) === day
    if (!agrees) wrong.push(day)
  }
  expect(last - first + 1).toBe(801 * 365 + 195)
  expect(wrong).toEqual([])
})

test("1970-01-01 is day 0", () => {
  expect(dayOf(1970, 1, 1)).toBe(0)
  expect(dayOf(1969, 12, 31)).toBe(-1)
  expect(packedCivil(0)).toBe(1970 * 512 + 1 * 32 + 1)
})

test("leap years: every fourth, not every hundredth, but every four hundredth", () => {
  expect([1600, 1996, 2000, 2024, 2400].every(isLeapYear)).toBe(true)
  expect([1700, 1800, 1900, 2023, 2025, 2100].some(isLeapYear)).toBe(false)
})

test("a month ends the day before the next begins", () => {
  for (let year = 1896; year <= 2104; year++) {
    for (let month = 1; month <= 12; month++) {
      const next = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1)
      expect(daysInMonth(year, month)).toBe(next - dayOf(year, month, 1))
    }
  }
})

test("formatting and parsing a day are inverse", () => {
  const first = dayOf(1890, 1, 1)
  const last = dayOf(2110, 12, 31)
  const wrong: Array<number> = []
  for (let day = first; day <= last; day++) {
    if (parseDay(formatDay(day)) !== day) wrong.push(day)
  }
  expect(wrong).toEqual([])
  expect(formatDay(dayOf(987, 6, 5))).toBe("0987-06-05")
})

test.each([
  "",
  "2026-02-29",
  "1900-02-29",
  "2026-00-10",
  "2026-13-01",
  "2026-04-31",
  "2026-01-00",
  "2026-1-1",
  "26-01-01",
  "2026/01/01",
  "2026-01-01 ",
  " 2026-01-01",
  "2026-01-01\n",
  "+2026-01-01",
  "20260101",
  "٢٠٢٦-01-01",
])("%j is not a date", (text) => {
  expect(parseDay(text)).toBeUndefined()
})

test("29 February exists in leap years", () => {
  expect(parseDay("2024-02-29")).toBe(dayOf(2024, 2, 29))
  expect(parseDay("2000-02-29")).toBe(dayOf(2000, 2, 29))
})

test("NO_DAY is below every day and fits 32 bits", () => {
  expect(NO_DAY).toBe(-(2 ** 31))
  expect(NO_DAY).toBeLessThan(dayOf(0, 1, 1))
})
