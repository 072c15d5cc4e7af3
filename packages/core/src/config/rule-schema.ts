/** Schemas of `state_rules.overrides`: window rules as written in a configuration file. */
import * as Schema from "effect/Schema"
import { isStateCode } from "../law/states.ts"
import { date, monthDayText, text, toggle, whole } from "./field.ts"

const limits = {
  min_age: Schema.optionalKey(
    whole("years", 0, 150, "Lowest age, on the day that is checked, at which the rule holds."),
  ),
  max_age: Schema.optionalKey(
    whole("years", 0, 150, "Highest age, on the day that is checked, at which the rule holds."),
  ),
  in_force_from: Schema.optionalKey(date("First day on which the rule holds.")),
  in_force_to: Schema.optionalKey(date("Last day on which the rule holds.")),
  citation: Schema.optionalKey(text("Reason for the rule; explain shows it.")),
}

const span = {
  days_before: whole(
    "days",
    0,
    365,
    "Days from the first day of the window to the anchor, without pre_window_exclusion_days.",
  ),
  days_after: whole("days", 0, 365, "Days from the anchor to the window's last day."),
}

const isOrdered = Schema.makeFilter(
  (rule: {
    readonly min_age?: number
    readonly max_age?: number
    readonly in_force_from?: string
    readonly in_force_to?: string
  }) => {
    const { min_age, max_age, in_force_from, in_force_to } = rule
    if (min_age !== undefined && max_age !== undefined && max_age < min_age) {
      return { path: ["max_age"], issue: `give an age of at least min_age (${min_age})` }
    }
    if (in_force_from !== undefined && in_force_to !== undefined && in_force_to < in_force_from) {
      return { path: ["in_force_to"], issue: `give a date not before in_force_from (${in_force_from})` }
    }
    return undefined
  },
)

const BirthdayRule = Schema.Struct({
  kind: Schema.Literal("birthday"),
  ...span,
  use_month_start: Schema.optionalKey(toggle("Whether the anchor is the first day of the birth month.")),
  ...limits,
})
  .check(isOrdered)
  .annotate({ title: "a birthday rule" })

const EffectiveDateRule = Schema.Struct({ kind: Schema.Literal("effective_date"), ...span, ...limits })
  .check(isOrdered)
  .annotate({ title: "an effective_date rule" })

const CalendarRule = Schema.Struct({
  kind: Schema.Literal("calendar"),
  from: monthDayText("First day of the window in each year."),
  to: monthDayText("Last day of the window. If it is before `from`, it is in the next year."),
  ...limits,
})
  .check(isOrdered)
  .annotate({ title: "a calendar rule" })

const YearRoundRule = Schema.Struct({ kind: Schema.Literal("year_round"), ...limits })
  .check(isOrdered)
  .annotate({ title: "a year_round rule" })

export const StateRuleSchema = Schema.Union([
  BirthdayRule,
  EffectiveDateRule,
  CalendarRule,
  YearRoundRule,
]).annotate({
  expected: 'a rule with kind "birthday", "effective_date", "calendar" or "year_round"',
  tag: "kind",
})

const StateCodeText = Schema.String.check(Schema.makeFilter(isStateCode)).annotate({
  expected: "a state code of two capital letters, such as CA, DC or PR",
})

export const OverridesSchema = Schema.Record(
  StateCodeText,
  Schema.Array(StateRuleSchema).annotate({ expected: "a list of rules, empty for none" }),
).annotate({
  expected: "a mapping of state codes to lists of rules",
  description: "Rules that replace all rules of a state, by state code. An empty list means no rule.",
})
