/** Compares two configurations setting by setting. */
import { RULE_SET, settingDifferences } from "@almanac/checks/diff/run-causes"
import type { Config } from "@almanac/core/config/config"

export interface SettingDifference {
  /** The path of the setting, with dots. */
  readonly setting: string
  /** Undefined if the configuration does not have the setting. */
  readonly a: unknown
  readonly b: unknown
}

/** The settings that differ, the rule set first. */
export function configDifferences(a: Config, b: Config): ReadonlyArray<SettingDifference> {
  const [ruleSetA, ruleSetB] = [a.state_rules.rule_set, b.state_rules.rule_set]
  return [
    ...(ruleSetA === ruleSetB ? [] : [{ setting: RULE_SET, a: ruleSetA, b: ruleSetB }]),
    ...settingDifferences(a, b),
  ]
}
