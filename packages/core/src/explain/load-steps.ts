/**
 * Explains how the organisation's daily volume moved an email, and the follow-up that the email adds to the
 * volume.
 */
import { formatDay, NO_DAY } from "../day/civil.ts"
import { NOT_SKIPPED, PRE_SCHEDULED } from "../domain/decision.ts"
import { capacityOf, capOn, capOriginOn } from "../plan/capacity.ts"
import { announcedDayAfter } from "../rules/announced.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { stateExclusion } from "../rules/exclusion.ts"
import { causesFollowup, foreseenFollowupOfRow } from "../rules/foreseen.ts"
import { insideWindow } from "../rules/windows.ts"
import type { Placing, Step } from "./trace.ts"

/** The step of a row that the daily cap moved. */
export function capStep(cursor: ContactCursor, row: number, placing?: Placing): Step {
  const { book, rows } = cursor
  const send = formatDay(rows.send[row])
  if (book.foresees && wasAnnounced(cursor, row)) {
    return { rule: "daily_cap", text: `an earlier run announced ${send} for it, and that day is kept` }
  }
  const after = book.config.timing.followup_days_after
  const counts = book.foresees
    ? `, and a day counts the follow-ups that emails cause ${after} ${after === 1 ? "day" : "days"} after they are sent`
    : ""
  return {
    rule: "daily_cap",
    text: `the organisation's daily volume is capped${capText(cursor, row, placing)}${counts}; by priority, deadline and rank this email goes on ${send}`,
  }
}

/**
 * The cap of the day from which the email was moved, and what decides it. Empty if only the percentage limits the
 * organisation.
 */
function capText(
  { organisation, firstRow }: ContactCursor,
  row: number,
  placing: Placing | undefined,
): string {
  const { daily_cap, warm_up, daily_send_percentage_cap } = organisation.config.load_balancing
  const contacts = placing?.plan.contacts
  if (placing === undefined || contacts === undefined || (daily_cap === null && warm_up === null)) return ""
  const release = placing.releases[row - firstRow]
  const cap = capOn(capacityOf(organisation, release, contacts), release)
  const origins = {
    percentage: `${Number((100 * daily_send_percentage_cap).toFixed(4))} % of ${contacts} contacts`,
    daily_cap: "load_balancing.daily_cap",
    warm_up: `the warm-up that begins on ${warm_up?.start}`,
  }
  return `: at ${cap} emails on ${formatDay(release)} by ${origins[capOriginOn(organisation, contacts, release)]}`
}

/**
 * Whether an earlier run announced the day of an email that is on time. An announced day of a late email is
 * not the concern of the daily cap: the rule `kept` keeps it.
 */
function wasAnnounced(cursor: ContactCursor, row: number): boolean {
  const { book, rows } = cursor
  const send = rows.send[row]
  if (rows.ideal[row] < book.today) return false
  return announcedDayAfter(cursor, row, book.today - 1, send) === send
}

/**
 * The day of the follow-up of a planned email, or why there is none. Empty if follow-ups are not foreseen.
 */
export function followupSteps(cursor: ContactCursor, row: number): Array<Step> {
  const { book, rows } = cursor
  const isParent = causesFollowup(cursor, rows.type[row], rows.instance[row])
  if (!book.foresees || rows.status[row] !== PRE_SCHEDULED || !isParent) return []
  const day = rows.send[row] + book.config.timing.followup_days_after
  const text = formatDay(day)
  if (insideWindow(cursor.windows, day)) {
    return [{ rule: "followup", text: `no follow-up: ${text} lies in a window` }]
  }
  if (stateExclusion(cursor, day) !== NOT_SKIPPED) {
    return [{ rule: "followup", text: `no follow-up: on ${text} the state's rule needs a birth date` }]
  }
  const foreseen = foreseenFollowupOfRow(cursor, row)
  if (foreseen === NO_DAY) {
    const why = `${text} is no sending day, and a window or the end of its time comes before the next one`
    return [{ rule: "followup", text: `no follow-up is foreseen: ${why}` }]
  }
  const moved = foreseen === day ? "" : `, the first sending day from ${text} on`
  return [{ rule: "followup", text: `its follow-up is foreseen for ${formatDay(foreseen)}${moved}` }]
}
