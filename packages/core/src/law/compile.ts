/** The state rules of a configuration: the chosen rule set, with overridden states replaced. */
import type { Config, StateRuleConfig } from "../config/config.ts"
import { type MonthDay, monthDayOf } from "../day/anniversary.ts"
import { type Day, parseDay } from "../day/civil.ts"
import type { LawRow, WindowRule } from "./law.ts"
import { birthday, calendar, effectiveDate, yearRound } from "./rows.ts"
import { RULE_SETS } from "./rule-sets.ts"
import { STATE_CODES, type StateCode } from "./states.ts"

/** The window rules of one state, and in the same order the law rows that they come from. */
export interface StateLaw {
  readonly rules: ReadonlyArray<WindowRule>
  readonly rows: ReadonlyArray<LawRow>
}

/** The law of every state, by `stateIndex`. `config` must be a decoded configuration. */
export function stateRules(config: Config): ReadonlyArray<StateLaw> {
  const { rule_set, overrides } = config.state_rules
  const ruleSet = RULE_SETS[rule_set]
  if (ruleSet === undefined) throw new Error(`rule set ${rule_set} is not known`)
  return STATE_CODES.map((state) => {
    const override = overrides[state]
    const rows =
      override?.map((rule) => overrideRow(state, rule)) ?? ruleSet.rows.filter((row) => row.state === state)
    return { rules: rows.map((row) => row.rule), rows }
  })
}

/** `checkedOn` is empty, because it is not known whether anybody has compared an override with a source. */
function overrideRow(state: StateCode, rule: StateRuleConfig): LawRow {
  const title = rule.citation ?? "configuration override"
  return { state, rule: windowRule(rule), citation: { title, checkedOn: "" }, confidence: "high" }
}

function windowRule(rule: StateRuleConfig): WindowRule {
  const limits = {
    ...(rule.min_age !== undefined && { minAge: rule.min_age }),
    ...(rule.max_age !== undefined && { maxAge: rule.max_age }),
    ...(rule.in_force_from !== undefined && { inForceFrom: readDay(rule.in_force_from) }),
    ...(rule.in_force_to !== undefined && { inForceTo: readDay(rule.in_force_to) }),
  }
  switch (rule.kind) {
    case "birthday":
      return birthday(rule.days_before, rule.days_after, {
        useMonthStart: rule.use_month_start ?? false,
        ...limits,
      })
    case "effective_date":
      return effectiveDate(rule.days_before, rule.days_after, limits)
    case "calendar":
      return calendar(readMonthDay(rule.from), readMonthDay(rule.to), limits)
    case "year_round":
      return yearRound(limits)
  }
}

function readDay(text: string): Day {
  const day = parseDay(text)
  if (day === undefined) throw new Error(`${text} is not a date`)
  return day
}

/** Reads `MM-DD` in a leap year, so that 02-29 exists. */
function readMonthDay(text: string): MonthDay {
  return monthDayOf(readDay(`2000-${text}`))
}
