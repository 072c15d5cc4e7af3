/** Exclusion windows in words: the merged window around a day, and every rule that makes it, with its citation. */
import type { ContactColumns } from "../columns/contacts.ts"
import { type Day, formatDay, NO_DAY } from "../day/civil.ts"
import type { WindowRule } from "../law/law.ts"
import { STATE_CODES, STATE_NAMES } from "../law/states.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import {
  firstYearNear,
  found,
  lastYearNear,
  mergedWindow,
  NO_END,
  type WindowShape,
  yearWindow,
} from "../rules/window.ts"
import type { Step } from "./trace.ts"

/** One step for each rule whose window contains `day`; each tells the merged window. */
export function windowSteps(book: Rulebook, contacts: ContactColumns, i: number, day: Day): Array<Step> {
  const state = contacts.state[i]
  const shapes = book.windows[state] ?? []
  const rows = book.law[state]?.rows ?? []
  const birthDate = contacts.birthDate[i]
  const effectiveDate = contacts.effectiveDate[i]
  mergedWindow(shapes, birthDate, effectiveDate, day, day)
  const start = formatDay(found.start)
  const end = found.end === NO_END ? null : formatDay(found.end)
  return shapes.flatMap((shape, s) => {
    const row = rows[s]
    if (!contains(shape, birthDate, effectiveDate, day)) return []
    return [
      {
        rule: "window",
        text:
          `${formatDay(day)} lies in the exclusion window ${start} to ${end ?? "(no end)"}: ` +
          `${STATE_NAMES[row.state]}, ${ruleText(row.rule, book.config.timing.pre_window_exclusion_days)}`,
        window: { start, end },
        citation: row.citation,
      },
    ]
  })
}

function contains(shape: WindowShape, birthDate: Day, effectiveDate: Day, day: Day): boolean {
  for (let year = firstYearNear(shape, day); year <= lastYearNear(shape, day); year++) {
    if (yearWindow(shape, birthDate, effectiveDate, year) && found.start <= day && day <= found.end)
      return true
  }
  return false
}

export function yearRoundStep(book: Rulebook, contacts: ContactColumns, i: number): Step {
  return ruleStep(book, contacts, i, "year_round", "no email may be sent there on any day")
}

export function birthdayRuleStep(book: Rulebook, contacts: ContactColumns, i: number): Step {
  return ruleStep(
    book,
    contacts,
    i,
    "birthday",
    "the birth date is not known, so no day can be shown to lie outside the window",
  )
}

function ruleStep(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  kind: WindowRule["kind"],
  text: string,
): Step {
  const state = contacts.state[i]
  const row = book.law[state]?.rows.find(({ rule }) => rule.kind === kind)
  const name = STATE_NAMES[STATE_CODES[state]]
  const step = { rule: kind, text: `${name}: ${text}` }
  return row === undefined ? step : { ...step, citation: row.citation }
}

/** A rule in words. */
function ruleText(rule: WindowRule, preWindowDays: number): string {
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
