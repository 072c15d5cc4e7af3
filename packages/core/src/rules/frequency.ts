/** Frequency: at most so many emails of a contact in so many consecutive days. Follow-ups are neither limited nor counted. */
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN, FREQUENCY_LIMIT, PRE_SCHEDULED } from "../domain/decision.ts"
import { isCampaign, isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"

/** Accepts the rows of the contact in their order and skips those that would break the limit. */
export function limitFrequency(cursor: ContactCursor): void {
  const { book, contacts, rows, contact, firstRow, endRow } = cursor
  const { enabled, max_emails_per_period: most, period_days: period } = book.config.frequency
  const { start } = contacts.history
  const emails = endRow - firstRow + start[contact + 1] - start[contact]
  if (!enabled || emails <= most) return
  if (cursor.acceptanceOrder.length < emails) {
    cursor.acceptanceOrder = new Int32Array(2 * emails)
    cursor.countedDays = new Int32Array(2 * emails)
  }
  const { acceptanceOrder: order, countedDays: days } = cursor
  let dayCount = daysOfHistory(cursor)
  const rowCount = orderForAcceptance(cursor)
  if (dayCount + rowCount <= most) return
  for (let k = 0; k < rowCount; k++) {
    const row = order[k]
    const day = rows.send[row]
    if (breaksLimit(days, dayCount, day, most, period)) rows.skip(row, FREQUENCY_LIMIT)
    else days[dayCount++] = day
  }
}

/** Puts the days of the history rows that count into `countedDays`. Returns their number. */
function daysOfHistory({ contacts, contact, countedDays: days }: ContactCursor): number {
  const { start, type, status, sentOn } = contacts.history
  const end = start[contact + 1]
  let count = 0
  for (let h = start[contact]; h < end; h++) {
    if (status[h] === EARLIER_PLAN || sentOn[h] === NO_DAY || isFollowup(type[h])) continue
    days[count++] = sentOn[h]
  }
  return count
}

/** Sorts the limited rows into `acceptanceOrder` by insertion, as they are few. Returns their number. */
function orderForAcceptance({ rows, firstRow, endRow, acceptanceOrder: order }: ContactCursor): number {
  let count = 0
  for (let row = firstRow; row < endRow; row++) {
    if (rows.status[row] !== PRE_SCHEDULED || isFollowup(rows.type[row])) continue
    let at = count++
    while (at > 0 && compareForAcceptance(rows, order[at - 1], row) > 0) {
      order[at] = order[at - 1]
      at--
    }
    order[at] = row
  }
  return count
}

/** Compares by priority, date, type (campaigns by instance id), then event. */
function compareForAcceptance(rows: RowColumns, a: number, b: number): number {
  return (
    rows.priority[a] - rows.priority[b] ||
    rows.send[a] - rows.send[b] ||
    typeRank(rows.type[a]) - typeRank(rows.type[b]) ||
    rows.instance[a] - rows.instance[b] ||
    rows.event[a] - rows.event[b]
  )
}

function typeRank(type: number): number {
  return isCampaign(type) ? POST_WINDOW + 1 : type
}

/**
 * Whether one more email on `day`, besides the first `count` of `days`, would make more than `most` emails in
 * some `period` consecutive days.
 */
function breaksLimit(days: Int32Array, count: number, day: Day, most: number, period: number): boolean {
  if (countBetween(days, count, day, day + period - 1) >= most) return true
  for (let d = 0; d < count; d++) {
    const from = days[d]
    if (from > day || from <= day - period) continue
    if (countBetween(days, count, from, from + period - 1) >= most) return true
  }
  return false
}

function countBetween(days: Int32Array, dayCount: number, from: Day, to: Day): number {
  let count = 0
  for (let d = 0; d < dayCount; d++) if (days[d] >= from && days[d] <= to) count++
  return count
}
