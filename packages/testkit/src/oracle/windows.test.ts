import type { WindowRule } from "@almanac/core/law/law"
import { describe, expect, test } from "vitest"
import { WORLD_CONFIG } from "../worlds/world-config.ts"
import { isoDate, isoDay } from "./dates.ts"
import { rulesOfState } from "./state-rules.ts"
import { isInsideWindow, mergedWindowAt } from "./windows.ts"

const PRE = 60
const JUNE = { birth_date: "1950-06-15", effective_date: null }

/** Checks the window around a day, and the days next to its ends. */
function expectWindow(
  rules: ReadonlyArray<WindowRule>,
  facts: typeof JUNE | { birth_date: string | null; effective_date: string | null },
  day: string,
  pre: number,
  [start, end]: readonly [string, string],
) {
  expect(mergedWindowAt(rules, facts, day, pre)).toEqual({ start, end })
  const at = (date: string, distance: number) =>
    isInsideWindow(rules, facts, isoDate(isoDay(date) + distance), pre)
  expect([at(start, -1), at(start, 0), at(end, 0), at(end, 1)]).toEqual([false, true, true, false])
}

describe("the baseline states, born 15 June 1950, in 2026", () => {
  test.each([
    ["CA", "2026-03-17", "2026-08-14"],
    ["ID", "2026-04-16", "2026-08-17"],
    ["KY", "2026-04-16", "2026-08-14"],
    ["MD", "2026-04-16", "2026-07-15"],
    ["NV", "2026-04-02", "2026-07-31"],
    ["OK", "2026-04-16", "2026-08-14"],
    ["OR", "2026-04-16", "2026-07-16"],
    ["VA", "2026-04-16", "2026-07-15"],
  ])("%s: %s to %s", (state, start, end) => {
    expectWindow(rulesOfState(WORLD_CONFIG, state), JUNE, "2026-06-15", PRE, [start, end])
  })

  test.each(["CT", "MA", "NY", "WA"])("%s: always", (state) => {
    const rules = rulesOfState(WORLD_CONFIG, state)
    expect(mergedWindowAt(rules, JUNE, "2026-01-01", PRE)).toEqual({ start: null, end: null })
  })

  test.each(["TX", "DC", "PR", "AE", "IL", "RI"])("%s: never", (state) => {
    expect(rulesOfState(WORLD_CONFIG, state)).toEqual([])
  })
})

describe("anchors", () => {
  const kentucky = rulesOfState(WORLD_CONFIG, "KY")
  const missouri = rulesOfState(WORLD_CONFIG, "MO")

  test("Missouri counts from the effective date", () => {
    const facts = { birth_date: null, effective_date: "2020-03-01" }
    expectWindow(missouri, facts, "2026-03-01", PRE, ["2025-12-01", "2026-04-03"])
  })

  test.each([
    ["2027-02-28", "2026-12-30", "2027-04-29"],
    ["2028-02-29", "2027-12-31", "2028-04-29"],
  ])("a birthday on 29 February falls on %s: %s to %s", (day, start, end) => {
    expectWindow(kentucky, { birth_date: "1952-02-29", effective_date: null }, day, PRE, [start, end])
  })

  test("a window across New Year is one window from days of both years", () => {
    const facts = { birth_date: "1950-12-20", effective_date: null }
    for (const day of ["2026-10-21", "2026-12-31", "2027-01-01", "2027-02-18"]) {
      expectWindow(kentucky, facts, day, PRE, ["2026-10-21", "2027-02-18"])
    }
  })

  test("a rule without its anchor has no window", () => {
    const facts = { birth_date: null, effective_date: null }
    expect(mergedWindowAt([...kentucky, ...missouri], facts, "2026-06-15", PRE)).toBeNull()
  })
})

describe("merging and limits", () => {
  const birthday = { kind: "birthday", daysBefore: 0, daysAfter: 9, useMonthStart: false } as const
  const calendar = { kind: "calendar", from: 6 * 32 + 25, to: 6 * 32 + 30 } as const
  const winter = { kind: "calendar", from: 12 * 32 + 20, to: 1 * 32 + 10 } as const

  test.each([
    ["touching", 6 * 32 + 25, ["2026-06-15", "2026-06-30"]],
    ["overlapping", 6 * 32 + 20, ["2026-06-15", "2026-06-30"]],
    ["a day apart", 6 * 32 + 26, ["2026-06-15", "2026-06-24"]],
  ] as const)("windows %s", (_, from, span) => {
    expectWindow([birthday, { ...calendar, from }], JUNE, "2026-06-15", 0, span)
  })

  test("a calendar window across New Year, with the days before", () => {
    expectWindow([winter], JUNE, "2027-01-01", 0, ["2026-12-20", "2027-01-10"])
    expectWindow([winter], JUNE, "2026-12-31", 60, ["2026-10-21", "2027-01-10"])
  })

  test("a span over the whole year except 29 February ends before that day", () => {
    const rule = { kind: "calendar", from: 3 * 32 + 1, to: 2 * 32 + 28 } as const
    expectWindow([rule], JUNE, "2026-06-15", 0, ["2024-03-01", "2028-02-28"])
  })

  test("windows that overlap every year have no end", () => {
    const rule = { ...birthday, daysBefore: 200, daysAfter: 200 }
    expect(mergedWindowAt([rule], JUNE, "2026-06-15", 0)).toEqual({ start: null, end: null })
  })

  test("in-force dates cut a window", () => {
    const rule = { ...birthday, inForceFrom: isoDay("2026-06-18"), inForceTo: isoDay("2026-06-20") }
    expectWindow([rule], JUNE, "2026-06-19", PRE, ["2026-06-18", "2026-06-20"])
  })

  test("a year-round rule ends on the last day in force", () => {
    const rule = { kind: "year_round", inForceTo: isoDay("2026-06-30") } as const
    expect(mergedWindowAt([rule], JUNE, "2026-01-01", PRE)).toEqual({ start: null, end: "2026-06-30" })
  })

  test("age limits cut a window on the birthday", () => {
    const facts = { birth_date: "1961-06-15", effective_date: null }
    const from65 = { ...birthday, minAge: 65 }
    expectWindow([from65], facts, "2026-06-15", PRE, ["2026-06-15", "2026-06-24"])
    const to64 = { ...birthday, maxAge: 64 }
    expectWindow([to64], facts, "2026-06-01", PRE, ["2026-04-16", "2026-06-14"])
  })

  test("age limits count as met if the birth date is unknown", () => {
    const facts = { birth_date: null, effective_date: null }
    expectWindow([{ ...calendar, minAge: 65 }], facts, "2026-06-30", 0, ["2026-06-25", "2026-06-30"])
  })
})
