import { describe, expect, test } from "vitest"
import { type Config, DEFAULT_CONFIG } from "../config/config.ts"
import { monthDay } from "../day/anniversary.ts"
import { dayOf } from "../day/civil.ts"
import { stateRules } from "./compile.ts"
import { RULE_SETS } from "./rule-sets.ts"
import { STATE_CODES, type StateCode, stateIndex } from "./states.ts"

const compiled = (state_rules: Partial<Config["state_rules"]>) => {
  const law = stateRules({
    ...DEFAULT_CONFIG,
    state_rules: { ...DEFAULT_CONFIG.state_rules, ...state_rules },
  })
  return (state: StateCode) => law[stateIndex(state)]
}

describe.each(Object.values(RULE_SETS))("$name", (ruleSet) => {
  test("every row is listed under its state, in order", () => {
    const law = compiled({ rule_set: ruleSet.name })
    for (const state of STATE_CODES) {
      const rows = ruleSet.rows.filter((row) => row.state === state)
      expect(law(state)).toEqual({ rules: rows.map((row) => row.rule), rows })
    }
    expect(STATE_CODES.flatMap((state) => law(state).rows)).toHaveLength(ruleSet.rows.length)
  })
})

describe("overrides", () => {
  test("replace all rules of their state and no rules of other states", () => {
    const law = compiled({
      overrides: {
        CA: [],
        TX: [
          { kind: "birthday", days_before: 1, days_after: 2 },
          { kind: "year_round", citation: "Bulletin 1" },
        ],
      },
    })
    expect(law("CA")).toEqual({ rules: [], rows: [] })
    expect(law("TX").rules).toEqual([
      { kind: "birthday", daysBefore: 1, daysAfter: 2, useMonthStart: false },
      { kind: "year_round" },
    ])
    expect(law("TX").rows.map((row) => [row.state, row.citation.title, row.confidence])).toEqual([
      ["TX", "configuration override", "high"],
      ["TX", "Bulletin 1", "high"],
    ])
    expect(law("OR")).toEqual(compiled({})("OR"))
  })

  test("keep every field of their kind", () => {
    const written = { min_age: 65, max_age: 75, in_force_from: "2026-01-01", in_force_to: "2026-12-31" }
    const limits = {
      minAge: 65,
      maxAge: 75,
      inForceFrom: dayOf(2026, 1, 1),
      inForceTo: dayOf(2026, 12, 31),
    }
    const { rules } = compiled({
      overrides: {
        NV: [
          { kind: "birthday", days_before: 3, days_after: 60, use_month_start: true, ...written },
          { kind: "effective_date", days_before: 30, days_after: 33, ...written },
          { kind: "calendar", from: "02-29", to: "01-15", ...written },
          { kind: "year_round", ...written },
        ],
      },
    })("NV")
    expect(rules).toEqual([
      { kind: "birthday", daysBefore: 3, daysAfter: 60, useMonthStart: true, ...limits },
      { kind: "effective_date", daysBefore: 30, daysAfter: 33, ...limits },
      { kind: "calendar", from: monthDay(2, 29), to: monthDay(1, 15), ...limits },
      { kind: "year_round", ...limits },
    ])
  })
})
