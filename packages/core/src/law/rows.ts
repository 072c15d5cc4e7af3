import type { MonthDay } from "../day/anniversary.ts"
import type { BirthdayRule, CalendarRule, EffectiveDateRule, YearRoundRule } from "./law.ts"

type Options<Rule> = Partial<
  Pick<Rule, Extract<keyof Rule, "minAge" | "maxAge" | "inForceFrom" | "inForceTo">>
>

/** A window around the birthday, or around the first day of its month. */
export function birthday(
  daysBefore: number,
  daysAfter: number,
  options: Options<BirthdayRule> & { readonly useMonthStart?: boolean } = {},
): BirthdayRule {
  return { kind: "birthday", daysBefore, daysAfter, useMonthStart: false, ...options }
}

/** A window around the anniversary of the effective date. */
export function effectiveDate(
  daysBefore: number,
  daysAfter: number,
  options: Options<EffectiveDateRule> = {},
): EffectiveDateRule {
  return { kind: "effective_date", daysBefore, daysAfter, ...options }
}

/** A window on the same days of every year. */
export function calendar(from: MonthDay, to: MonthDay, options: Options<CalendarRule> = {}): CalendarRule {
  return { kind: "calendar", from, to, ...options }
}

/** A window on every day. */
export function yearRound(options: Options<YearRoundRule> = {}): YearRoundRule {
  return { kind: "year_round", ...options }
}
