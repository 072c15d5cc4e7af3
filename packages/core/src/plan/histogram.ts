/**
 * Counts the emails of each organisation by cell. Counts of parts add up, so they can be made anywhere and
 * merged.
 *
 * Whether the effective-date emails of an ideal date are smoothed is known only after all are counted. So
 * each email is counted twice, unsmoothed and smoothed, and the plan uses one of the two counts. In most
 * cases both have the same deadline; then one count holds both.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN, PRE_SCHEDULED, SETTLED } from "../domain/decision.ts"
import { EFFECTIVE_DATE, isFollowup } from "../domain/email-type.ts"
import { windowsOf } from "../rules/contact-window.ts"
import { foreseenFollowup } from "../rules/followups.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import {
  type CellKey,
  isMovable,
  PLANNED_DAYS,
  packForesight,
  packRestOfCell,
  rankRow,
  unpackCell,
} from "./cell.ts"
import type { Counts } from "./counts.ts"
import { announcedDay, findReach, reach } from "./reach.ts"
import { isSmoothable, smoothedDay } from "./smoothing.ts"

/** Kinds of counts. History and follow-ups are not moved. */
export const HISTORY = 0
export const MOVABLE = 1
export const UNSMOOTHED = 2
export const SMOOTHED = 3
export const SETTLED_EFFECTIVE_DATE = 4
export const FOLLOWUP = 5
/**
 * Unsmoothed and smoothed in one count: the release day is the smoothed one, the ideal date the unsmoothed
 * one.
 */
export const SMOOTHABLE = 6
/** A follow-up that a queued email will cause. */
export const FORESEEN = 7

const KINDS = 8
const SHIFTS = 64

/**
 * The low part of a count's key: days to the deadline, priority, days from release to ideal date (for
 * smoothed emails) and kind. The high part is the release day, counted from today. Quiet and announced days
 * are in the detail of the count (cell.ts).
 */
function packRest(daysLeft: number, priority: number, shift: number, kind: number): number {
  return (packRestOfCell(daysLeft, priority) * SHIFTS + shift + SHIFTS / 2) * KINDS + kind
}

export interface CountKey extends CellKey {
  readonly kind: number
  /** The ideal date of effective-date emails; for other emails the release day. */
  readonly ideal: Day
}

/** The kind of a count. */
export function kindOf(key: number): number {
  return key % KINDS
}

export function unpackKey(today: Day, key: number): CountKey {
  const kind = kindOf(key)
  const rest = Math.floor(key / KINDS)
  const { release, deadline, priority } = unpackCell(today, Math.floor(rest / SHIFTS))
  return { release, deadline, priority, kind, ideal: release + (rest % SHIFTS) - SHIFTS / 2 }
}

/** Counts the rows `[firstRow, endRow)` of contact `i`. */
export function countContact(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  endRow: number,
  counts: Counts,
): void {
  const org = contacts.org[i]
  countHistory(book, contacts, i, counts, org)
  for (let row = firstRow; row < endRow; row++) {
    const send = rows.send[row]
    if (isMovable(book, rows, row)) {
      countMovable(book, contacts, rows, row, counts, org)
    } else if (rows.status[row] === PRE_SCHEDULED && isFollowup(rows.type[row])) {
      countDay(book, counts, org, FOLLOWUP, send)
    } else if (rows.status[row] === SETTLED && rows.type[row] === EFFECTIVE_DATE) {
      countDay(book, counts, org, SETTLED_EFFECTIVE_DATE, rows.ideal[row])
    }
  }
}

function countHistory(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  counts: Counts,
  org: number,
): void {
  const { start, status, sentOn } = contacts.history
  const end = start[i + 1]
  for (let h = start[i]; h < end; h++) {
    if (status[h] === EARLIER_PLAN) continue
    countDay(book, counts, org, HISTORY, sentOn[h])
    if (!book.foresees) continue
    const day = foreseenFollowup(book, contacts, i, h)
    if (day !== NO_DAY) countDay(book, counts, org, FORESEEN, day)
  }
}

function countDay(book: Rulebook, counts: Counts, org: number, kind: number, day: Day): void {
  if (day < book.today || day - book.today >= PLANNED_DAYS) return
  counts.addLater(org, day - book.today, packRest(0, 0, 0, kind), 0)
}

function countMovable(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  counts: Counts,
  org: number,
): void {
  const send = rows.send[row]
  findReach(book, contacts, rows, row, send)
  const { deadline, quietFrom, quietThrough } = reach
  if (!isSmoothable(rows, row)) {
    const announced = announcedDay(book, contacts, rows, row, send, deadline)
    countCell(book, rows, row, counts, org, MOVABLE, send, announced)
    return
  }
  rankRow(book, contacts, rows, row)
  const smoothed = smoothedDay(book, contacts, rows, row)
  const announced = announcedDay(book, contacts, rows, row, Math.min(send, smoothed), deadline)
  const hasQuiet = quietFrom <= quietThrough
  const hasWindows = windowsOf(book, contacts, rows.contact[row]).length > 0
  if (smoothed === send || (!hasWindows && !hasQuiet)) {
    countCell(book, rows, row, counts, org, SMOOTHABLE, smoothed, announced)
    return
  }
  findReach(book, contacts, rows, row, smoothed)
  const isSame =
    reach.deadline === deadline &&
    reach.quietFrom === quietFrom &&
    reach.quietThrough === quietThrough &&
    (quietFrom > Math.max(send, smoothed) || !hasQuiet)
  if (isSame) {
    countCell(book, rows, row, counts, org, SMOOTHABLE, smoothed, announced)
    return
  }
  const announcedSmoothed = announcedDay(book, contacts, rows, row, smoothed, reach.deadline)
  countCell(book, rows, row, counts, org, SMOOTHED, smoothed, announcedSmoothed)
  findReach(book, contacts, rows, row, send)
  countCell(book, rows, row, counts, org, UNSMOOTHED, send, announced)
}

/** Counts a row with the current {@link reach}. */
function countCell(
  book: Rulebook,
  rows: RowColumns,
  row: number,
  counts: Counts,
  org: number,
  kind: number,
  release: Day,
  announced: Day,
): void {
  const ideal = rows.ideal[row]
  const isSmoothed = kind === SMOOTHED || kind === SMOOTHABLE
  const shift = isSmoothed ? ideal - release : 0
  counts.addLater(
    org,
    release - book.today,
    packRest(reach.deadline - release, rows.priority[row], shift, kind),
    packForesight(
      release,
      reach.quietFrom,
      reach.quietThrough,
      announced,
      isSmoothed ? Math.min(release, ideal) : release,
    ),
  )
}
