/**
 * Limits of one contact, applied on final dates: campaign conflict, superseded post-window emails, frequency.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import {
  CAMPAIGN_CONFLICT,
  EARLIER_PLAN,
  FREQUENCY_LIMIT,
  PRE_SCHEDULED,
  SUPERSEDED,
} from "../domain/decision.ts"
import { isCampaign, isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import type { Rulebook } from "./rulebook.ts"

/** Applies the limits to the rows `[firstRow, endRow)` of contact `i`, which must have their final dates. */
export function applyLimits(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  endRow: number,
): void {
  for (let row = firstRow; row < endRow; row++) {
    if (rows.status[row] !== PRE_SCHEDULED) continue
    for (let other = firstRow; other < endRow; other++) {
      if (other === row || rows.status[other] !== PRE_SCHEDULED || rows.send[other] !== rows.send[row])
        continue
      const reason = yields(rows, row, other)
      if (reason === 0) continue
      rows.skip(row, reason)
      break
    }
  }
  if (book.config.frequency.enabled) limitFrequency(book, contacts, i, rows, firstRow, endRow)
}

/**
 * The reason for which `row` is skipped in favour of `other` on the same day, or 0. The order is total, so
 * one row always stays.
 */
function yields(rows: RowColumns, row: number, other: number): number {
  const type = rows.type[row]
  const otherType = rows.type[other]
  if (isCampaign(type) && isCampaign(otherType)) {
    return compareCampaigns(rows, other, row) < 0 ? CAMPAIGN_CONFLICT : 0
  }
  if (type === POST_WINDOW && otherType === POST_WINDOW) {
    return rows.event[other] > rows.event[row] ? SUPERSEDED : 0
  }
  return 0
}

/** Compares by better priority, then lower instance id, then earlier event. Negative if `a` comes first. */
function compareCampaigns(rows: RowColumns, a: number, b: number): number {
  return (
    rows.priority[a] - rows.priority[b] ||
    rows.instance[a] - rows.instance[b] ||
    rows.event[a] - rows.event[b]
  )
}

/**
 * Scratch memory of {@link limitFrequency}: rows in the order of acceptance, and the days that count. It
 * grows only if a contact needs more.
 */
let order = new Int32Array(64)
let days = new Int32Array(256)

function limitFrequency(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  endRow: number,
): void {
  const { max_emails_per_period: most, period_days: period } = book.config.frequency
  const history = contacts.history
  const historyStart = history.start[i]
  const historyEnd = history.start[i + 1]
  if (endRow - firstRow + historyEnd - historyStart <= most) return
  if (order.length < endRow - firstRow) order = new Int32Array(2 * (endRow - firstRow))
  if (days.length < endRow - firstRow + historyEnd - historyStart) {
    days = new Int32Array(2 * (endRow - firstRow + historyEnd - historyStart))
  }
  let dayCount = 0
  for (let h = historyStart; h < historyEnd; h++) {
    const day = history.sentOn[h]
    if (history.status[h] === EARLIER_PLAN || day === NO_DAY || isFollowup(history.type[h])) continue
    days[dayCount++] = day
  }
  const rowCount = orderForAcceptance(rows, firstRow, endRow)
  if (dayCount + rowCount <= most) return
  for (let k = 0; k < rowCount; k++) {
    const row = order[k]
    const day = rows.send[row]
    if (breaksLimit(dayCount, day, most, period)) rows.skip(row, FREQUENCY_LIMIT)
    else days[dayCount++] = day
  }
}

/** Sorts the limited rows into {@link order} by insertion, as they are few. Returns their number. */
function orderForAcceptance(rows: RowColumns, firstRow: number, endRow: number): number {
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
 * Whether one more email on `day`, besides those of {@link days}, would make more than `most` emails in some
 * `period` consecutive days.
 */
function breaksLimit(dayCount: number, day: Day, most: number, period: number): boolean {
  if (countBetween(dayCount, day, day + period - 1) >= most) return true
  for (let d = 0; d < dayCount; d++) {
    const from = days[d]
    if (from > day || from <= day - period) continue
    if (countBetween(dayCount, from, from + period - 1) >= most) return true
  }
  return false
}

function countBetween(dayCount: number, from: Day, to: Day): number {
  let count = 0
  for (let d = 0; d < dayCount; d++) {
    const day = days[d]
    if (day >= from && day <= to) count++
  }
  return count
}
