/** Explains a candidate's ideal date. */
import type { RowColumns } from "../columns/rows.ts"
import { formatDay } from "../day/civil.ts"
import {
  AEP,
  BIRTHDAY,
  EFFECTIVE_DATE,
  FIRST_FOLLOWUP,
  FOLLOWUP_BEHAVIORS,
  isFollowup,
  POST_WINDOW,
} from "../domain/email-type.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import type { Step } from "./trace.ts"

export function idealStep(cursor: ContactCursor, row: number): Step {
  const { book, rows } = cursor
  const type = rows.type[row]
  const event = formatDay(rows.event[row])
  const ideal = formatDay(rows.ideal[row])
  if (isFollowup(type)) return { rule: "ideal", text: followupText(cursor, row) }
  if (type === POST_WINDOW) {
    const label = book.labels.list[rows.label[row]]
    const standsFor =
      (JSON.parse(label?.metadata ?? "{}") as { stands_for?: ReadonlyArray<string> }).stands_for ?? []
    return {
      rule: "ideal",
      text: `a window ends the day before ${ideal}; this email stands for what fell into it: ${standsFor.join(", ")}`,
    }
  }
  if (type === BIRTHDAY || type === EFFECTIVE_DATE) {
    const what = type === BIRTHDAY ? "birthday" : "anniversary of the policy's effective date"
    return { rule: "ideal", text: `the next ${what} is ${event}; ideal is ${ideal}${before(rows, row)}` }
  }
  if (type === AEP) {
    return { rule: "ideal", text: `the Annual Enrollment Period opens ${event}; ideal is ${ideal}` }
  }
  const campaign = book.campaigns.instances[rows.instance[row]]
  const latest = formatDay(rows.latest[row])
  const windows = campaign.respectsWindows ? "" : "; this campaign does not respect exclusion windows"
  return {
    rule: "ideal",
    text: `its trigger date is ${event}; ideal is ${ideal}${before(rows, row)}, latest ${latest}${windows}`,
  }
}

function before(rows: RowColumns, row: number): string {
  const days = rows.event[row] - rows.ideal[row]
  if (days === 0) return ", the same day"
  return `, ${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"} ${days > 0 ? "before" : "after"}`
}

const BEHAVIOUR_TEXTS: Readonly<Record<(typeof FOLLOWUP_BEHAVIORS)[number], string>> = {
  cold: "has neither clicked nor answered since then",
  clicked_no_hq: "has clicked since then, but not answered the health questions",
  hq_no_yes: "has answered the health questions since then, without conditions",
  hq_with_yes: "has answered the health questions since then, with conditions",
}

function followupText({ book, contacts, rows }: ContactCursor, row: number): string {
  const h = rows.history[row]
  const { history } = contacts
  const behaviour = FOLLOWUP_BEHAVIORS[rows.type[row] - FIRST_FOLLOWUP] ?? "cold"
  const parent = book.campaigns.typeNames[history.type[h]]
  return (
    `${parent} (schedule ${history.id[h]}) was sent ${formatDay(history.sentOn[h])} and the contact ` +
    `${BEHAVIOUR_TEXTS[behaviour]}; ideal is ${formatDay(rows.ideal[row])}`
  )
}
