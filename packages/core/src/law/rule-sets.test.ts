import { expect, test } from "vitest"
import { monthDay } from "../day/anniversary.ts"
import { dayOf, formatDay, parseDay } from "../day/civil.ts"
import type { LawRow, RuleSet } from "./law.ts"
import { RULE_SETS } from "./rule-sets.ts"
import { isStateCode, STATE_CODES } from "./states.ts"

const ruleSet = (name: string): RuleSet => RULE_SETS[name]

/** The rule of a row as one line: kind, spans, limits. */
function describeRule({ rule }: LawRow): string {
  const parts: Array<string> = [rule.kind]
  if (rule.kind === "birthday" || rule.kind === "effective_date") {
    parts.push(`${rule.daysBefore}/${rule.daysAfter}`)
  }
  if (rule.kind === "birthday" && rule.useMonthStart) parts.push("month start")
  if (rule.kind === "calendar")
    parts.push(`${rule.from >> 5}-${rule.from & 31}..${rule.to >> 5}-${rule.to & 31}`)
  if (rule.minAge !== undefined) parts.push(`age>=${rule.minAge}`)
  if (rule.maxAge !== undefined) parts.push(`age<=${rule.maxAge}`)
  if (rule.inForceFrom !== undefined) parts.push(`from ${formatDay(rule.inForceFrom)}`)
  if (rule.inForceTo !== undefined) parts.push(`to ${formatDay(rule.inForceTo)}`)
  return parts.join(" ")
}

/** The rules of every state in a rule set as text; "none" for a state without rules. */
function byState(set: RuleSet): Record<string, string> {
  return Object.fromEntries(
    STATE_CODES.map((state) => {
      const rows = set.rows.filter((row) => row.state === state)
      return [state, rows.map(describeRule).join("; ") || "none"]
    }),
  )
}

function allOthersNone(rules: Record<string, string>): Record<string, string> {
  return { ...Object.fromEntries(STATE_CODES.map((state) => [state, "none"])), ...rules }
}

test("the baseline has exactly the required rule of every state", () => {
  expect(byState(ruleSet("baseline"))).toEqual(
    allOthersNone({
      CA: "birthday 30/60",
      ID: "birthday 0/63",
      KY: "birthday 0/60",
      MD: "birthday 0/30",
      NV: "birthday 0/60 month start",
      OK: "birthday 0/60",
      OR: "birthday 0/31",
      VA: "birthday 0/30",
      MO: "effective_date 30/33",
      CT: "year_round",
      MA: "year_round",
      NY: "year_round",
      WA: "year_round",
    }),
  )
})

test("us-2026 has exactly the rule of every state that public sources give", () => {
  expect(byState(ruleSet("us-2026"))).toEqual(
    allOthersNone({
      CA: "birthday 0/60",
      CT: "year_round from 1994-01-01",
      ID: "birthday 0/63 from 2022-03-01",
      IL: "birthday 0/45 age>=65 age<=75 from 2022-01-01",
      IN: "birthday 0/60 age>=65 from 2026-01-01",
      KY: "birthday 0/60 from 2024-01-01",
      LA: "birthday 0/63 from 2022-08-01",
      MA: "year_round",
      MD: "birthday 0/30 from 2023-07-01",
      ME: "year_round",
      MO: "effective_date 30/30 from 1999-06-30",
      NV: "birthday 0/60 month start from 2022-01-01",
      NY: "year_round",
      OK: "birthday 0/60",
      OR: "birthday 30/30",
      RI: "calendar 10-15..12-7 from 2025-07-02",
      UT: "birthday 0/60 from 2025-05-07",
      VA: "birthday 0/60 from 2025-07-01",
      WA: "year_round",
      WY: "birthday 0/63 from 2025-06-04",
    }),
  )
})

test("weak findings are listed as doubts and are not rules", () => {
  const { rows, doubts } = ruleSet("us-2026")
  expect(doubts.map((doubt) => doubt.state)).toEqual(["DE", "MN", "NM"])
  const ruled = new Set(rows.map((row) => row.state))
  expect(doubts.filter((doubt) => ruled.has(doubt.state))).toEqual([])
})

test("rules with caveats have a note", () => {
  const noted = ruleSet("us-2026").rows.filter((row) => row.note !== undefined)
  expect(noted.map((row) => row.state).sort()).toEqual([
    "CA",
    "IL",
    "IN",
    "KY",
    "MA",
    "ME",
    "NV",
    "OK",
    "OR",
    "RI",
    "UT",
    "VA",
    "WA",
  ])
})

test.each(Object.entries(RULE_SETS))(
  "%s is listed under its name and has at most one row for each state",
  (name, set) => {
    expect(set.name).toBe(name)
    expect(set.description).not.toBe("")
    const states = set.rows.map((row) => row.state)
    expect(states.every(isStateCode)).toBe(true)
    expect(new Set(states).size).toBe(states.length)
  },
)

const ROWS = Object.values(RULE_SETS).flatMap((set) =>
  set.rows.map((row) => [`${set.name} ${row.state}`, row] as const),
)

test.each(ROWS)("%s has a citation and sensible numbers", (_, row) => {
  const { citation, rule } = row
  expect(citation.title).not.toBe("")
  expect(parseDay(citation.checkedOn)).toBeDefined()
  if (citation.url !== undefined) expect(citation.url).toMatch(/^https:\/\/(www\.|[a-z]+\.)+(gov|us)\/\S+$/)
  if (rule.kind === "birthday" || rule.kind === "effective_date") {
    for (const days of [rule.daysBefore, rule.daysAfter]) {
      expect(Number.isInteger(days) && days >= 0 && days <= 90).toBe(true)
    }
  }
})

test("every row of the baseline cites the requirements", () => {
  for (const { state, citation, confidence } of ruleSet("baseline").rows) {
    expect(citation).toEqual({
      title: `Almanac state rule table (requirements), row ${state}`,
      checkedOn: "2026-11-23",
    })
    expect(confidence).toBe("high")
  }
})

test("Rhode Island's calendar span is packed as month-days", () => {
  const row = ruleSet("us-2026").rows.find(({ state }) => state === "RI")
  expect(row?.rule).toEqual({
    kind: "calendar",
    from: monthDay(10, 15),
    to: monthDay(12, 7),
    inForceFrom: dayOf(2025, 7, 2),
  })
})
