import { expect, test } from "vitest"
import { monthDay } from "../day/anniversary.ts"
import { type Day, dayOf, formatDay } from "../day/civil.ts"
import { excludedDays, walk } from "../testing/day-walk.ts"
import { type NamedRules, WINDOW_RULES } from "../testing/window-rules.ts"
import { ContactWindows, insideWindow, mergedWindow, NO_END, windowShape } from "./windows.ts"

const calendar = walk(2016, 2036)
const FROM = calendar.at.get("2026-01-01") as number
const UNTIL = calendar.at.get("2030-01-01") as number

/** Birth dates from 1960, a leap year, on. People born in the first four years turn 65 in the days tested. */
const births = walk(1960, 1964)
const ONE_YEAR = 366
const FOUR_YEARS = 1461
/** Days from a person's birth date to the effective date used with it: about a third of a year. */
const EFFECTIVE_AFTER = 120

interface Person {
  readonly names: { readonly birth: string; readonly effective: string }
  readonly birthDate: Day
  readonly effectiveDate: Day
}

/** One person for every birth date of one year, or of four years if a rule depends on age. */
function people({ rules }: NamedRules): Array<Person> {
  const byAge = rules.some((rule) => rule.minAge !== undefined || rule.maxAge !== undefined)
  return Array.from({ length: byAge ? FOUR_YEARS : ONE_YEAR }, (_, position) => ({
    names: {
      birth: births.names[position],
      effective: births.names[position + EFFECTIVE_AFTER],
    },
    birthDate: births.first + position,
    effectiveDate: births.first + position + EFFECTIVE_AFTER,
  }))
}

const shapesOf = ({ rules, pre }: NamedRules) => rules.map((rule) => windowShape(rule, pre))

test.each(WINDOW_RULES)("$name: every birth date, on every day of four years", (named) => {
  const shapes = shapesOf(named)
  const differences: Array<string> = []
  let excluded = 0
  for (const { names, birthDate, effectiveDate } of people(named)) {
    const windows = new ContactWindows(shapes, birthDate, effectiveDate)
    const expected = excludedDays(calendar, named.rules, names, named.pre)
    for (let at = FROM; at < UNTIL; at++) {
      const inside = insideWindow(windows, calendar.first + at)
      if (inside) excluded++
      if (inside !== (expected[at] === 1)) {
        differences.push(`${JSON.stringify(names)} on ${calendar.names[at]}: ${inside}`)
      }
    }
  }
  expect(differences.slice(0, 5)).toEqual([])
  expect(excluded).toBeGreaterThan(0)
})

test.each(WINDOW_RULES)("$name: the merged windows of every birth date", (named) => {
  const shapes = shapesOf(named)
  const differences: Array<string> = []
  for (const { names, birthDate, effectiveDate } of people(named)) {
    const windows = new ContactWindows(shapes, birthDate, effectiveDate)
    const expected = excludedDays(calendar, named.rules, names, named.pre)
    for (const run of runsOf(expected)) {
      for (const [from, to] of partsOf(run)) {
        mergedWindow(windows, calendar.first + from, calendar.first + to)
        const start = windows.start - calendar.first
        const end = windows.end === NO_END ? NO_END : windows.end - calendar.first
        const asExpected =
          (run.start < EDGE ? start < EDGE : start === run.start) &&
          (run.end >= calendar.names.length - EDGE ? end === NO_END : end === run.end)
        if (!asExpected) differences.push(`${JSON.stringify(names)} around ${calendar.names[from]}`)
      }
    }
  }
  expect(differences.slice(0, 5)).toEqual([])
})

/** A run that reaches within so many days of an end of the calendar has no known start or end. */
const EDGE = 900

interface Run {
  readonly start: number
  readonly end: number
}

/** Unbroken runs of excluded days that touch the days tested. */
function runsOf(excluded: Uint8Array): ReadonlyArray<Run> {
  const runs: Array<Run> = []
  for (let at = 0; at < excluded.length; at++) {
    if (excluded[at] === 0) continue
    const start = at
    while (at + 1 < excluded.length && excluded[at + 1] === 1) at++
    if (at >= FROM && start < UNTIL) runs.push({ start, end: at })
  }
  return runs
}

/** Parts of a run within the days tested: the first day, the last day, the middle day, and all days. */
function partsOf({ start, end }: Run): ReadonlyArray<readonly [number, number]> {
  const first = Math.max(start, FROM)
  const last = Math.min(end, UNTIL - 1)
  const middle = (first + last) >> 1
  return [
    [first, first],
    [last, last],
    [middle, middle],
    [first, last],
  ]
}

test.each(WINDOW_RULES)("$name: a person without dates", (named) => {
  const windows = new ContactWindows(shapesOf(named))
  const expected = excludedDays(calendar, named.rules, { birth: null, effective: null }, named.pre)
  const wrong = calendar.names.filter(
    (_, at) =>
      at >= FROM && at < UNTIL && insideWindow(windows, calendar.first + at) !== (expected[at] === 1),
  )
  expect(wrong).toEqual([])
})

test("the end of a year-round rule that ends is found, however far away it is", () => {
  const yearRound = { kind: "year_round", inForceTo: dayOf(2060, 6, 30) } as const
  const windows = new ContactWindows([windowShape(yearRound, 60)])
  mergedWindow(windows, dayOf(2026, 1, 1), dayOf(2026, 1, 1))
  expect(formatDay(windows.end)).toBe("2060-06-30")
})

test("windows that touch every year up to an age limit end with that limit", () => {
  const rule = { kind: "calendar", from: monthDay(11, 1), to: monthDay(10, 20), maxAge: 75 } as const
  const windows = new ContactWindows([windowShape(rule, 60)], dayOf(1990, 5, 28))
  mergedWindow(windows, dayOf(2026, 1, 1), dayOf(2026, 1, 1))
  expect(formatDay(windows.end)).toBe("2066-05-27")
})
