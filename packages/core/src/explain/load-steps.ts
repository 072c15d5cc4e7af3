/**
 * Explains how the organisation's daily volume moved an email, and the follow-up that the email adds to the
 * volume.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { formatDay } from "../day/civil.ts"
import { NOT_SKIPPED, PRE_SCHEDULED } from "../domain/decision.ts"
import { anchorExclusion, insideContactWindow } from "../rules/contact-window.ts"
import { causesFollowup } from "../rules/followups.ts"
import { plannedDayAfter } from "../rules/history.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import type { Step } from "./trace.ts"

/** The step of a row that the daily cap moved. */
export function capStep(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): Step {
  const send = formatDay(rows.send[row])
  if (book.foresees && wasAnnounced(book, contacts, rows, row)) {
    return { rule: "daily_cap", text: `an earlier run announced ${send} for it; that day is held` }
  }
  const after = book.config.timing.followup_days_after
  const counts = book.foresees
    ? `, and a day counts the follow-ups that emails cause ${after} ${after === 1 ? "day" : "days"} after they are sent`
    : ""
  return {
    rule: "daily_cap",
    text: `the organisation's daily volume is capped${counts}; by priority, deadline and rank this one goes on ${send}`,
  }
}

/**
 * Whether an earlier run announced the day of an email that is on time. An announced day of a late email is
 * not the concern of the daily cap: the rule `kept` keeps it.
 */
function wasAnnounced({ today }: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): boolean {
  const send = rows.send[row]
  if (rows.ideal[row] < today) return false
  const announced = plannedDayAfter(
    contacts,
    rows.contact[row],
    rows.type[row],
    rows.instance[row],
    rows.event[row],
    today - 1,
    send,
  )
  return announced === send
}

/**
 * The day of the follow-up of a planned email, or why there is none. Empty if follow-ups are not foreseen.
 */
export function followupSteps(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  row: number,
): Array<Step> {
  const isParent = causesFollowup(book, rows.type[row], rows.instance[row])
  if (!book.foresees || rows.status[row] !== PRE_SCHEDULED || !isParent) return []
  const day = rows.send[row] + book.config.timing.followup_days_after
  const text = formatDay(day)
  if (insideContactWindow(book, contacts, i, day)) {
    return [{ rule: "followup", text: `no follow-up: ${text} lies in a window` }]
  }
  if (anchorExclusion(book, contacts, i, day) !== NOT_SKIPPED) {
    return [{ rule: "followup", text: `no follow-up: on ${text} the state's rule needs a birth date` }]
  }
  return [{ rule: "followup", text: `its follow-up is foreseen for ${text}` }]
}
