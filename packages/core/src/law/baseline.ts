import type { LawRow, RuleSet, WindowRule } from "./law.ts"
import { birthday, effectiveDate, yearRound } from "./rows.ts"
import type { StateCode } from "./states.ts"

function required(state: StateCode, rule: WindowRule): LawRow {
  const title = `Almanac state rule table (requirements), row ${state}`
  return { state, rule, citation: { title, checkedOn: "2026-11-23" }, confidence: "high" }
}

/** The rules that Almanac is required to apply unless configured otherwise. */
export const BASELINE: RuleSet = {
  name: "baseline",
  description: "The required state rules; the default.",
  rows: [
    required("CA", birthday(30, 60)),
    required("ID", birthday(0, 63)),
    required("KY", birthday(0, 60)),
    required("MD", birthday(0, 30)),
    required("NV", birthday(0, 60, { useMonthStart: true })),
    required("OK", birthday(0, 60)),
    required("OR", birthday(0, 31)),
    required("VA", birthday(0, 30)),
    required("MO", effectiveDate(30, 33)),
    required("CT", yearRound()),
    required("MA", yearRound()),
    required("NY", yearRound()),
    required("WA", yearRound()),
  ],
  doubts: [],
}
