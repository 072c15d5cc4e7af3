import type { MonthDay } from "../day/anniversary.ts"
import type { Day } from "../day/civil.ts"
import type { StateCode } from "./states.ts"

/** Where a rule comes from, for people who must defend a decision. */
export interface Citation {
  readonly title: string
  /** Absent if the source is a requirement document and not a published law. */
  readonly url?: string
  /** ISO date on which somebody last compared the rule with its source. */
  readonly checkedOn: string
}

interface RuleLimits {
  /** Age in whole years on the date checked, both inclusive. */
  readonly minAge?: number
  readonly maxAge?: number
  /** First and last day on which the rule applies, both inclusive. */
  readonly inForceFrom?: Day
  readonly inForceTo?: Day
}

/** Anchored on the birthday, or on the first day of its month. Both spans are inclusive. */
export interface BirthdayRule extends RuleLimits {
  readonly kind: "birthday"
  readonly daysBefore: number
  readonly daysAfter: number
  readonly useMonthStart: boolean
}

/** Anchored on the anniversary of the policy's effective date. Both spans are inclusive. */
export interface EffectiveDateRule extends RuleLimits {
  readonly kind: "effective_date"
  readonly daysBefore: number
  readonly daysAfter: number
}

/** A fixed span of every year, both ends inclusive; it may run across New Year. */
export interface CalendarRule extends RuleLimits {
  readonly kind: "calendar"
  readonly from: MonthDay
  readonly to: MonthDay
}

/** All days are excluded. */
export interface YearRoundRule extends RuleLimits {
  readonly kind: "year_round"
}

export type WindowRule = BirthdayRule | EffectiveDateRule | CalendarRule | YearRoundRule

/** One rule of one state with its source. */
export interface LawRow {
  readonly state: StateCode
  readonly rule: WindowRule
  readonly citation: Citation
  /** `high`: the text was seen; `medium`: summaries agree. Weaker findings are doubts, not rules. */
  readonly confidence: "high" | "medium"
  /** A caveat for people who rely on the row. */
  readonly note?: string
}

/** A hint in public sources that is too weak to be a rule. */
export interface Doubt {
  readonly state: StateCode
  /** What is known, with its dates, and what was not found. */
  readonly text: string
  /** ISO date on which somebody last looked for it. */
  readonly checkedOn: string
}

/** A complete, named set of state rules. States without a row have no window. */
export interface RuleSet {
  readonly name: string
  readonly description: string
  readonly rows: ReadonlyArray<LawRow>
  readonly doubts: ReadonlyArray<Doubt>
}
