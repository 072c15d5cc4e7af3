/**
 * Counts the emails of each organisation by cell. Counts of parts add up, so they can be made anywhere and
 * merged.
 *
 * Whether the effective-date emails of an ideal date are smoothed is known only after all are counted. So
 * each email is counted twice, unsmoothed and smoothed, and the plan uses one of the two counts. In most
 * cases both have the same deadline; then one count holds both.
 */
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN, PRE_SCHEDULED, SETTLED } from "../domain/decision.ts"
import { EFFECTIVE_DATE, isFollowup } from "../domain/email-type.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { foreseenFollowup, foreseenFollowupOfRow } from "../rules/foreseen.ts"
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
import { announcedDay, findReach } from "./reach.ts"
import { isSmoothable, smoothedDay } from "./smoothing.ts"

/** Kinds of counts. History and fixed emails are not moved. */
export const HISTORY = 0
export const MOVABLE = 1
export const UNSMOOTHED = 2
export const SMOOTHED = 3
export const SETTLED_EFFECTIVE_DATE = 4
/** Follow-ups, and emails that go on any day and whose day is no sending day. */
export const FIXED = 5
/**
 * Unsmoothed and smoothed in one count: the release day is the smoothed one, the ideal date the unsmoothed
 * one.
 */
export const SMOOTHABLE = 6
/** A follow-up that a queued or fixed email will cause. */
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

/** Counts the rows of the contact. */
export function countContact(cursor: ContactCursor, counts: Counts): void {
  const { rows, firstRow, endRow } = cursor
  countHistory(cursor, counts)
  for (let row = firstRow; row < endRow; row++) {
    if (isMovable(cursor, row)) {
      countMovable(cursor, row, counts)
    } else if (rows.status[row] === PRE_SCHEDULED) {
      countFixed(cursor, row, counts)
    } else if (rows.status[row] === SETTLED && rows.type[row] === EFFECTIVE_DATE) {
      countDay(cursor, counts, SETTLED_EFFECTIVE_DATE, rows.ideal[row])
    }
  }
}

/** Counts a row that is not moved: a follow-up, or an email that goes on any day and whose day is no sending day. */
function countFixed(cursor: ContactCursor, row: number, counts: Counts): void {
  const { book, rows } = cursor
  countDay(cursor, counts, FIXED, rows.send[row])
  if (!book.foresees || isFollowup(rows.type[row])) return
  const day = foreseenFollowupOfRow(cursor, row)
  if (day !== NO_DAY) countDay(cursor, counts, FORESEEN, day)
}

function countHistory(cursor: ContactCursor, counts: Counts): void {
  const { start, status, sentOn } = cursor.contacts.history
  const end = start[cursor.contact + 1]
  for (let h = start[cursor.contact]; h < end; h++) {
    if (status[h] === EARLIER_PLAN) continue
    countDay(cursor, counts, HISTORY, sentOn[h])
    if (!cursor.book.foresees) continue
    const day = foreseenFollowup(cursor, h)
    if (day !== NO_DAY) countDay(cursor, counts, FORESEEN, day)
  }
}

function countDay({ book, contacts, contact }: ContactCursor, counts: Counts, kind: number, day: Day): void {
  if (day < book.today || day - book.today >= PLANNED_DAYS) return
  counts.addLater(contacts.org[contact], day - book.today, packRest(0, 0, 0, kind), 0)
}

function countMovable(cursor: ContactCursor, row: number, counts: Counts): void {
  const { rows, reach, windows } = cursor
  const send = rows.send[row]
  findReach(cursor, row, send)
  const { deadline, quietFrom, quietThrough } = reach
  if (!isSmoothable(rows, row)) {
    countCell(cursor, row, counts, MOVABLE, announcedDay(cursor, row, send, deadline))
    return
  }
  rankRow(cursor, row)
  const smoothed = smoothedDay(cursor, row)
  const announced = announcedDay(cursor, row, Math.min(send, smoothed), deadline)
  const hasQuiet = quietFrom <= quietThrough
  if (smoothed === send || (windows.shapes.length === 0 && !hasQuiet)) {
    reach.release = smoothed
    countCell(cursor, row, counts, SMOOTHABLE, announced)
    return
  }
  findReach(cursor, row, smoothed)
  const isSame =
    reach.deadline === deadline &&
    reach.quietFrom === quietFrom &&
    reach.quietThrough === quietThrough &&
    (quietFrom > Math.max(send, smoothed) || !hasQuiet)
  if (isSame) {
    countCell(cursor, row, counts, SMOOTHABLE, announced)
    return
  }
  const announcedSmoothed = announcedDay(cursor, row, smoothed, reach.deadline)
  countCell(cursor, row, counts, SMOOTHED, announcedSmoothed)
  findReach(cursor, row, send)
  countCell(cursor, row, counts, UNSMOOTHED, announced)
}

/** Counts a row with the reach found last. */
function countCell(
  { book, contacts, contact, rows, reach }: ContactCursor,
  row: number,
  counts: Counts,
  kind: number,
  announced: Day,
): void {
  const { release } = reach
  const ideal = rows.ideal[row]
  const isSmoothed = kind === SMOOTHED || kind === SMOOTHABLE
  const shift = isSmoothed ? ideal - release : 0
  counts.addLater(
    contacts.org[contact],
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
