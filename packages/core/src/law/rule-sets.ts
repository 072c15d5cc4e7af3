import { BASELINE } from "./baseline.ts"
import type { RuleSet } from "./law.ts"
import { US_2026 } from "./us-2026.ts"

/** The rule sets that `state_rules.rule_set` can name. */
export const RULE_SETS: Readonly<Record<string, RuleSet>> = {
  [BASELINE.name]: BASELINE,
  [US_2026.name]: US_2026,
}
