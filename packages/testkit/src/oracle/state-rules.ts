/** The window rules of a state: its override if there is one, else the rows of the rule set. */
import type { Config, StateRuleConfig } from "@almanac/core/config/config"
import type { WindowRule } from "@almanac/core/law/law"
import { RULE_SETS } from "@almanac/core/law/rule-sets"
import { isoDay } from "./dates.ts"

function packed(monthDay: string): number {
  const [month, day] = monthDay.split("-").map(Number)
  return month * 32 + day
}

function span(rule: { readonly days_before: number; readonly days_after: number }) {
  return { daysBefore: rule.days_before, daysAfter: rule.days_after }
}

function windowRule(rule: StateRuleConfig): WindowRule {
  const limits = {
    ...(rule.min_age === undefined ? {} : { minAge: rule.min_age }),
    ...(rule.max_age === undefined ? {} : { maxAge: rule.max_age }),
    ...(rule.in_force_from === undefined ? {} : { inForceFrom: isoDay(rule.in_force_from) }),
    ...(rule.in_force_to === undefined ? {} : { inForceTo: isoDay(rule.in_force_to) }),
  }
  switch (rule.kind) {
    case "birthday":
      return { kind: "birthday", ...span(rule), useMonthStart: rule.use_month_start ?? false, ...limits }
    case "effective_date":
      return { kind: "effective_date", ...span(rule), ...limits }
    case "calendar":
      return { kind: "calendar", from: packed(rule.from), to: packed(rule.to), ...limits }
    case "year_round":
      return { kind: "year_round", ...limits }
  }
}

/** The window rules of a state under a configuration; empty if it has none. */
export function rulesOfState(config: Config, state: string): ReadonlyArray<WindowRule> {
  const override = config.state_rules.overrides[state]
  if (override !== undefined) return override.map(windowRule)
  const set = RULE_SETS[config.state_rules.rule_set]
  if (set === undefined) throw new Error(`unknown rule set ${config.state_rules.rule_set}`)
  return set.rows.filter((row) => row.state === state).map((row) => row.rule)
}
