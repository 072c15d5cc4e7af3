import { expect, test } from "vitest"
import { ageOn, anniversary, isoDate, isoDay, parseIsoDate } from "./dates.ts"

test("day 0 is 1970-01-01, and days are counted across leap years", () => {
  expect(isoDay("1970-01-01")).toBe(0)
  expect(isoDay("1969-12-31")).toBe(-1)
  expect(isoDay("2000-03-01")).toBe(11_017)
  expect(isoDate(11_016)).toBe("2000-02-29")
})

test.each(["2023-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "2026-4-01", "", "20260401"])(
  "%s is not a date",
  (text) => expect(parseIsoDate(text)).toBeNull(),
)

test.each([
  ["1952-02-29", 2027, "2027-02-28"],
  ["1952-02-29", 2028, "2028-02-29"],
  ["1952-02-29", 2100, "2100-02-28"],
  ["1950-12-31", 2026, "2026-12-31"],
])("the anniversary of %s in %i is %s", (date, year, expected) => {
  expect(isoDate(anniversary(isoDay(date), year))).toBe(expected)
})

test.each([
  ["1960-06-15", "2025-06-14", 64],
  ["1960-06-15", "2025-06-15", 65],
  ["1960-02-29", "2025-02-27", 64],
  ["1960-02-29", "2025-02-28", 65],
  ["1960-02-29", "2028-02-28", 67],
  ["1960-02-29", "2028-02-29", 68],
])("somebody born on %s is, on %s, %i years old", (birth, day, age) => {
  expect(ageOn(isoDay(birth), isoDay(day))).toBe(age)
})
