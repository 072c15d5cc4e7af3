/** Announced days: the days for which an earlier run planned an email. A late email keeps such a day if it can. */
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN, KEPT } from "../domain/decision.ts"
import { isCampaign } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { mayGoOn } from "./move-to-sending-day.ts"
import { insideWindow } from "./windows.ts"

/** Moves a late row to the first announced day on or after today that is still possible. False if there is none. */
export function keepAnnouncedDay(cursor: ContactCursor, row: number): boolean {
  const { book, rows } = cursor
  const respects = rows.respectsWindows[row] === 1
  const latest = rows.latest[row]
  let day = announcedDayAfter(cursor, row, book.today - 1, latest)
  while (day !== NO_DAY && respects && insideWindow(cursor.windows, day)) {
    day = announcedDayAfter(cursor, row, day, latest)
  }
  if (day === NO_DAY) return false
  rows.send[row] = day
  rows.moved[row] = KEPT
  return true
}

/**
 * The first day after `after` and not after `latest` for which an earlier run planned the email, and on which it may still go;
 * NO_DAY if there is none.
 */
export function announcedDayAfter(cursor: ContactCursor, row: number, after: Day, latest: Day): Day {
  const { contacts, rows, contact } = cursor
  const history = contacts.history
  const type = rows.type[row]
  const event = rows.event[row]
  const end = history.start[contact + 1]
  let first = NO_DAY
  for (let h = history.start[contact]; h < end; h++) {
    if (history.status[h] !== EARLIER_PLAN || history.type[h] !== type || history.event[h] !== event) continue
    if (isCampaign(type) && history.instance[h] !== rows.instance[row]) continue
    const day = history.sentOn[h]
    if (day <= after || day > latest || (first !== NO_DAY && day >= first)) continue
    if (mayGoOn(cursor, row, day)) first = day
  }
  return first
}
