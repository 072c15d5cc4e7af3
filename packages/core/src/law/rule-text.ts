/** Describes a state rule in words. */
import { formatDay, NO_DAY } from "../day/civil.ts"
import type { Citation, Doubt, WindowRule } from "./law.ts"

/** @param preWindowDays how many days earlier the window begins because of the pre-window */
export function ruleText(rule: WindowRule, preWindowDays = 0): string {
  const pre = preWindowDays === 0 ? "" : `, and ${preWindowDays} days ahead of it`
  switch (rule.kind) {
    case "birthday": {
      const anchor = rule.useMonthStart ? "the first day of the birth month" : "the birthday"
      return `${rule.daysBefore} days before to ${rule.daysAfter} days after ${anchor}${pre}${limits(rule)}`
    }
    case "effective_date":
      return (
        `${rule.daysBefore} days before to ${rule.daysAfter} days after the anniversary of the effective date` +
        `${pre}${limits(rule)}`
      )
    case "calendar":
      return `${monthDayText(rule.from)} to ${monthDayText(rule.to)} of every year${pre}${limits(rule)}`
    case "year_round":
      return `all year${limits(rule)}`
  }
}

/** The title of a source, its address, and the day on which it was last checked. */
export function citationText({ title, url, checkedOn }: Citation): string {
  return [title, url, checkedOn === "" ? undefined : `checked ${checkedOn}`]
    .filter((part) => part !== undefined)
    .join(", ")
}

/** A doubt with the day on which it was last checked. */
export function doubtText({ text, checkedOn }: Doubt): string {
  return `${text} Checked ${checkedOn}.`
}

function limits({ minAge, maxAge, inForceFrom, inForceTo }: WindowRule): string {
  return [
    minAge === undefined ? "" : `, from age ${minAge}`,
    maxAge === undefined ? "" : `, up to age ${maxAge}`,
    inForceFrom === undefined || inForceFrom === NO_DAY ? "" : `, in force from ${formatDay(inForceFrom)}`,
    inForceTo === undefined ? "" : `, in force to ${formatDay(inForceTo)}`,
  ].join("")
}

function monthDayText(date: number): string {
  return `${String(date >> 5).padStart(2, "0")}-${String(date & 31).padStart(2, "0")}`
}
