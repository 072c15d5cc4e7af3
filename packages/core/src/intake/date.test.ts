import fc from "fast-check"
import { expect, test } from "vitest"
import { type Day, dayOf, formatDay } from "../day/civil.ts"
import { CENTRAL, utcSecondOf } from "../day/zone.ts"
import { LAST_END, readDate, readInstant } from "./date.ts"

const FIRST = dayOf(1900, 1, 1)
const LAST = dayOf(2110, 12, 31)
const SEED = 20261123

const shown = (day: Day | undefined): string | undefined => (day === undefined ? undefined : formatDay(day))

function utcText(epochSecond: number): string {
  return new Date(epochSecond * 1000).toISOString()
}

test("every day of 1900–2110 is read back from its text, with and without a time of day", () => {
  const wrong: Array<string> = []
  for (let day = FIRST; day <= LAST; day++) {
    const text = formatDay(day)
    const read = [
      readDate(text),
      readDate(`${text} 23:59:59.999`),
      readInstant(text),
      readInstant(`${text}T00:00`),
    ]
    if (read.some((value) => value !== day)) wrong.push(text)
  }
  expect(wrong).toEqual([])
})

test.each([
  "1950-03-02",
  "1950-03-02T00:00:00.000Z",
  "1950-03-02T23:59:59.999999-12:00",
  "1950-03-02 00:00:00+00",
  "1950-03-02 23:30",
  "1950-03-02T05:06:07+0530",
])("the date of %s is the written one", (text) => {
  expect(shown(readDate(text))).toBe("1950-03-02")
})

test.each([
  "",
  "1950-02-29",
  "1950-13-01",
  "1950-3-2",
  "50-03-02",
  "03/02/1950",
  "19500302",
  "1950-03-02T",
  "1950-03-02T5:00",
  "1950-03-02T24:00:00",
  "1950-03-02T23:60",
  "1950-03-02T23:59:60",
  "1950-03-02 05:00 PM",
  "1950-03-02Z",
  "1950-03-02T05:00 Z",
  "1950-03-02T05:00+24:00",
  " 1950-03-02",
  "1950-03-02 ",
  "1950-03-02\n",
  "1950-03-02, ok",
])("%j is neither date nor instant", (text) => {
  expect(readDate(text)).toBeUndefined()
  expect(readInstant(text)).toBeUndefined()
})

test.each(["1899-12-31", "3000-01-01", "9999-12-31", "0001-01-01"])(
  "%s lies outside of what an email can be about",
  (text) => {
    expect(readDate(text)).toBeUndefined()
    expect(readInstant(`${text}T12:00:00Z`)).toBeUndefined()
  },
)

test("the last day is still read, and what ends may end later", () => {
  expect(shown(readDate("2999-12-31T23:00"))).toBe("2999-12-31")
  expect(shown(readDate("9999-12-31", LAST_END))).toBe("9999-12-31")
})

test.each([
  ["2026-07-01T04:59:59Z", "2026-06-30"],
  ["2026-07-01T05:00:00Z", "2026-07-01"],
  ["2026-01-01T05:59:59.999Z", "2025-12-31"],
  ["2026-01-01T06:00:00Z", "2026-01-01"],
  ["2026-03-08 05:59:59Z", "2026-03-07"],
  ["2026-03-09 05:00:00Z", "2026-03-09"],
  ["2026-11-01 05:00:00+00", "2026-11-01"],
  ["2026-11-02 05:59:59+00:00", "2026-11-01"],
  ["2026-07-01T00:30:00-05:00", "2026-07-01"],
  ["2026-07-01T00:30:00-0400", "2026-06-30"],
  ["2026-07-01T23:30-07:00", "2026-07-02"],
  ["2026-07-01T09:00:00+05:30", "2026-06-30"],
  ["2026-07-01 23:59:59", "2026-07-01"],
])("the Central date of %s is %s", (text, expected) => {
  expect(shown(readInstant(text))).toBe(expected)
})

test("midnight in Chicago parts the days, on every day of 2020–2035", () => {
  const wrong: Array<string> = []
  for (let day = dayOf(2020, 1, 1); day <= dayOf(2035, 12, 31); day++) {
    const midnight = day * 86_400 + utcSecondOf(CENTRAL, day, 0)
    if (readInstant(utcText(midnight)) !== day || readInstant(utcText(midnight - 1)) !== day - 1) {
      wrong.push(formatDay(day))
    }
  }
  expect(wrong).toEqual([])
})

test("an instant has the same Central date in whatever offset it is written", () => {
  const second = fc.integer({ min: (FIRST + 1) * 86_400, max: LAST * 86_400 })
  const offset = fc.integer({ min: -14 * 60, max: 14 * 60 })
  fc.assert(
    fc.property(second, offset, (epochSecond, minutes) => {
      const wall = utcText(epochSecond + minutes * 60).slice(0, 19)
      const two = (n: number): string => String(n).padStart(2, "0")
      const size = Math.abs(minutes)
      const zone = `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`
      return readInstant(wall + zone) === readInstant(utcText(epochSecond))
    }),
    { seed: SEED, numRuns: 2000 },
  )
})
