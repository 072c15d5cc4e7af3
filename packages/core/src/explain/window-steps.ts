/**
 * Explains exclusion windows: the merged window around a day, and every rule that contributes to it, with its
 * citation.
 */
import { type Day, formatDay } from "../day/civil.ts"
import { statuteBeside } from "../law/compare.ts"
import type { LawRow, WindowRule } from "../law/law.ts"
import { ruleText } from "../law/rule-text.ts"
import { STATE_CODES, STATE_NAMES } from "../law/states.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import {
  type ContactWindows,
  firstYearNear,
  lastYearNear,
  mergedWindow,
  NO_END,
  type WindowShape,
  yearWindow,
} from "../rules/windows.ts"
import type { Step } from "./trace.ts"

/** One step for each rule whose window contains `day`. Each step states the merged window. */
export function windowSteps(cursor: ContactCursor, day: Day): Array<Step> {
  const { book, windows } = cursor
  const rows = lawRows(cursor)
  mergedWindow(windows, day, day)
  const start = formatDay(windows.start)
  const end = windows.end === NO_END ? null : formatDay(windows.end)
  return windows.shapes.flatMap((shape, s) => {
    const row = rows[s]
    if (!contains(windows, shape, day)) return []
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

/** The law rows of the contact's state, in the order of its windows. */
function lawRows({ book, contacts, contact }: ContactCursor): ReadonlyArray<LawRow> {
  return book.law[contacts.state[contact]].rows
}

function contains(windows: ContactWindows, shape: WindowShape, day: Day): boolean {
  for (let year = firstYearNear(shape, day); year <= lastYearNear(shape, day); year++) {
    if (yearWindow(windows, shape, year) && windows.start <= day && day <= windows.end) return true
  }
  return false
}

export function yearRoundStep(cursor: ContactCursor): Step {
  return ruleStep(cursor, "year_round", EXCLUDED_ALL_YEAR)
}

const EXCLUDED_ALL_YEAR = "emails that respect exclusion windows are excluded all year"

/**
 * The steps of an email that does not respect windows: the windows around its day, and why it goes anyway.
 */
export function exemptSteps(cursor: ContactCursor, day: Day): Array<Step> {
  const rows = lawRows(cursor)
  const exempt = "this campaign is exempt, because respect_exclusion_windows is false for it"
  return windowSteps(cursor, day).map((step) => {
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

export function birthdayRuleStep(cursor: ContactCursor): Step {
  return ruleStep(
    cursor,
    "birthday",
    "the birth date is not known, so no day can be shown to lie outside the window",
  )
}

function ruleStep(cursor: ContactCursor, kind: WindowRule["kind"], text: string): Step {
  const row = lawRows(cursor).find(({ rule }) => rule.kind === kind)
  const name = STATE_NAMES[STATE_CODES[cursor.contacts.state[cursor.contact]]]
  const step = { rule: kind, text: `${name}: ${text}` }
  return row === undefined ? step : { ...step, ...cited(row) }
}
