/**
 * Explains exclusion windows: the merged window around a day, and every rule that contributes to it, with its
 * citation.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import { type Day, formatDay } from "../day/civil.ts"
import { statuteBeside } from "../law/compare.ts"
import type { LawRow, WindowRule } from "../law/law.ts"
import { ruleText } from "../law/rule-text.ts"
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

/** One step for each rule whose window contains `day`. Each step states the merged window. */
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
        ...cited(row),
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
  return ruleStep(book, contacts, i, "year_round", EXCLUDED_ALL_YEAR)
}

const EXCLUDED_ALL_YEAR = "emails that respect exclusion windows are excluded all year"

/**
 * The steps of an email that does not respect windows: the windows around its day, and why it goes anyway.
 */
export function exemptSteps(book: Rulebook, contacts: ContactColumns, i: number, day: Day): Array<Step> {
  const rows = book.law[contacts.state[i]]?.rows ?? []
  const exempt = "this campaign is exempt, because respect_exclusion_windows is false for it"
  return windowSteps(book, contacts, i, day).map((step) => {
    const row = rows.find(({ rule, citation }) => rule.kind === "year_round" && citation === step.citation)
    const text = row === undefined ? step.text : `${STATE_NAMES[row.state]}: ${EXCLUDED_ALL_YEAR}`
    const { window, ...rest } = step
    return { ...(row === undefined ? step : rest), rule: "exempt", text: `${text}; ${exempt}` }
  })
}

/** The source of a row and, for a row of the baseline, the matching statute. */
function cited(row: LawRow): Pick<Step, "citation" | "statute"> {
  const statute = statuteBeside(row)
  return { citation: row.citation, ...(statute === undefined ? {} : { statute }) }
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
  return row === undefined ? step : { ...step, ...cited(row) }
}
