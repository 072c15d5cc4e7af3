/** Settled emails: history already holds the email, so it is not planned again. */
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN, SETTLED } from "../domain/decision.ts"
import { isCampaign } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"

/** How many days before the ideal date a history row without event date still settles a candidate. */
const SETTLING_DAYS_BEFORE_IDEAL = 60

/** Marks a new row as settled if history settles it. */
export function settle(cursor: ContactCursor, row: number): void {
  const { rows } = cursor
  const type = rows.type[row]
  const by = isCampaign(type)
    ? campaignSettledBy(cursor, row)
    : settledBy(cursor, type, rows.event[row], rows.ideal[row], rows.latest[row])
  if (by < 0) return
  rows.status[row] = SETTLED
  rows.history[row] = by
}

/**
 * The history row that settles an anniversary or post-window email, or −1. It has the same type and the same
 * event date, or no event date and a send date in [ideal − 60, latest].
 */
export function settledBy(
  { contacts, contact }: ContactCursor,
  type: number,
  event: Day,
  ideal: Day,
  latest: Day,
): number {
  const history = contacts.history
  const end = history.start[contact + 1]
  for (let h = history.start[contact]; h < end; h++) {
    if (history.type[h] !== type || history.status[h] === EARLIER_PLAN) continue
    const itsEvent = history.event[h]
    if (itsEvent === event) return h
    if (itsEvent !== NO_DAY) continue
    const sentOn = history.sentOn[h]
    if (sentOn >= ideal - SETTLING_DAYS_BEFORE_IDEAL && sentOn <= latest) return h
  }
  return -1
}

/**
 * The history row that settles a campaign email, or −1. It has the same type and instance, and the same event
 * date or none.
 */
function campaignSettledBy({ contacts, rows, contact }: ContactCursor, row: number): number {
  const history = contacts.history
  const end = history.start[contact + 1]
  for (let h = history.start[contact]; h < end; h++) {
    if (history.type[h] !== rows.type[row] || history.status[h] === EARLIER_PLAN) continue
    if (history.instance[h] !== rows.instance[row]) continue
    if (history.event[h] === NO_DAY || history.event[h] === rows.event[row]) return h
  }
  return -1
}
