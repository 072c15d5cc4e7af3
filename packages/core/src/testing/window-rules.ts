/** Window rules for the tests of windows: every distinct rule of the rule sets, and some invented ones. */
import { monthDay } from "../day/anniversary.ts"
import { dayOf } from "../day/civil.ts"
import type { WindowRule } from "../law/law.ts"
import { birthday, calendar, effectiveDate, yearRound } from "../law/rows.ts"
import { RULE_SETS } from "../law/rule-sets.ts"

export interface NamedRules {
  readonly name: string
  readonly rules: ReadonlyArray<WindowRule>
  readonly pre: number
}

/** The rules of each state in each rule set. States with equal rules are included once. */
function lawful(): ReadonlyArray<NamedRules> {
  const named = new Map<string, NamedRules>()
  for (const set of Object.values(RULE_SETS)) {
    for (const [state, rows] of Map.groupBy(set.rows, (row) => row.state)) {
      const rules = rows.map((row) => row.rule)
      const key = JSON.stringify(rules)
      if (!named.has(key)) named.set(key, { name: `${set.name} ${state}`, rules, pre: 60 })
    }
  }
  return [...named.values()]
}

const madeUp = (name: string, pre: number, ...rules: ReadonlyArray<WindowRule>): NamedRules => ({
  name,
  rules,
  pre,
})

export const WINDOW_RULES: ReadonlyArray<NamedRules> = [
  ...lawful(),
  madeUp("calendar across New Year", 60, calendar(monthDay(12, 20), monthDay(1, 10))),
  madeUp("calendar over 29 February", 0, calendar(monthDay(2, 29), monthDay(3, 2))),
  madeUp("calendar up to 29 February", 1, calendar(monthDay(2, 1), monthDay(2, 29))),
  madeUp("all year except 29 February", 0, calendar(monthDay(3, 1), monthDay(2, 28))),
  madeUp("one day", 0, birthday(0, 0)),
  madeUp("most of a year", 60, birthday(120, 180)),
  madeUp("one day less than a year", 60, birthday(121, 182)),
  madeUp("a year, so that windows touch", 60, birthday(122, 182)),
  madeUp("a year from month start, so that windows touch", 0, birthday(182, 182, { useMonthStart: true })),
  madeUp("longer than a year", 60, effectiveDate(200, 200)),
  madeUp("up to age 66", 60, birthday(0, 60, { maxAge: 66 })),
  madeUp("age 65 only", 0, birthday(365, 365, { minAge: 65, maxAge: 65 })),
  madeUp("calendar window with a minimum age", 60, calendar(monthDay(6, 1), monthDay(7, 31), { minAge: 65 })),
  madeUp(
    "in force for some time",
    60,
    birthday(30, 60, { inForceFrom: dayOf(2025, 5, 1), inForceTo: dayOf(2027, 2, 28) }),
  ),
  madeUp("year-round until 2026", 60, yearRound({ inForceTo: dayOf(2026, 6, 30) }), effectiveDate(0, 30)),
  madeUp("two overlapping windows", 0, birthday(0, 30), calendar(monthDay(5, 1), monthDay(5, 31))),
  madeUp("two anchors", 60, birthday(0, 30), effectiveDate(30, 33)),
  madeUp(
    "three touching windows",
    0,
    birthday(0, 9, { useMonthStart: true }),
    birthday(0, 5),
    calendar(monthDay(6, 11), monthDay(6, 20)),
  ),
  madeUp("windows that overlap all year", 60, birthday(150, 160)),
]
