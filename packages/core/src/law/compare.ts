/** Compares rule sets, and finds the statute behind a rule of the baseline. */
import type { Config } from "../config/config.ts"
import { parseDay } from "../day/civil.ts"
import { BASELINE } from "./baseline.ts"
import type { Citation, LawRow, RuleSet } from "./law.ts"
import { ruleText } from "./rule-text.ts"
import { STATE_CODES, STATE_NAMES, type StateCode } from "./states.ts"
import { US_2026 } from "./us-2026.ts"

/** What public sources say about a state to which a rule of the baseline was applied. */
export interface Statute {
  readonly citation: Citation
  /** The rule of the statute in words; null if it is the same rule. */
  readonly differs: string | null
}

/** The rows of a state in a rule set. */
const rowsOf = ({ rows }: RuleSet, state: StateCode): ReadonlyArray<LawRow> =>
  rows.filter((row) => row.state === state)

/**
 * The statute that matches a row of the baseline. Undefined for any other row, or if `us-2026` has no rule
 * for the state.
 */
export function statuteBeside(row: LawRow): Statute | undefined {
  const [statute] = BASELINE.rows.includes(row) ? rowsOf(US_2026, row.state) : []
  if (statute === undefined) return undefined
  const { citation, rule } = statute
  return { citation, differs: sameRules([row], [statute]) ? null : ruleText(rule) }
}

/**
 * One line about a state in which the baseline is in force and differs from `us-2026`; undefined for other
 * states.
 */
export function otherwiseText({ state_rules }: Config, state: StateCode): string | undefined {
  if (state_rules.rule_set !== BASELINE.name || state_rules.overrides[state] !== undefined) return undefined
  const [ours, theirs] = [rowsOf(BASELINE, state), rowsOf(US_2026, state)]
  if (sameRules(ours, theirs)) return undefined
  const source = theirs.map(({ citation }) => ` [${citation.title}]`).join("")
  return `${STATE_NAMES[state]} has ${rulesText(ours)} by ${BASELINE.name}, which is in force, and ${rulesText(theirs)} by ${US_2026.name}${source}`
}

export const rulesText = (rows: ReadonlyArray<LawRow>): string =>
  rows.length === 0 ? "no window" : rows.map(({ rule }) => ruleText(rule)).join(" and ")

export interface LawDifference {
  readonly state: StateCode
  readonly from: ReadonlyArray<LawRow>
  readonly to: ReadonlyArray<LawRow>
}

export interface LawComparison {
  readonly differ: ReadonlyArray<LawDifference>
  /** States with the same rules in both rule sets. */
  readonly same: ReadonlyArray<StateCode>
  /** States without a rule in either rule set. */
  readonly without: ReadonlyArray<StateCode>
}

export function compareLaw(a: RuleSet, b: RuleSet): LawComparison {
  const all = STATE_CODES.map((state) => ({ state, from: rowsOf(a, state), to: rowsOf(b, state) }))
  const alike = all.filter(({ from, to }) => sameRules(from, to))
  const codes = (states: ReadonlyArray<LawDifference>) => states.map(({ state }) => state)
  return {
    differ: all.filter((one) => !alike.includes(one)),
    same: codes(alike.filter(({ from }) => from.length > 0)),
    without: codes(alike.filter(({ from }) => from.length === 0)),
  }
}

/**
 * Whether two lists of rows have the same rules. If a rule was already in force on the day it was checked,
 * its start date is ignored.
 */
function sameRules(a: ReadonlyArray<LawRow>, b: ReadonlyArray<LawRow>): boolean {
  const texts = (rows: ReadonlyArray<LawRow>) => rows.map(inForce).sort().join("\n")
  return texts(a) === texts(b)
}

function inForce({ rule, citation }: LawRow): string {
  const { inForceFrom, ...always } = rule
  const checked = parseDay(citation.checkedOn)
  const by = inForceFrom !== undefined && checked !== undefined && inForceFrom <= checked
  return ruleText(by ? always : rule)
}
