/**
 * The standing of a released row in its organisation's plan: its release day after smoothing, and its cell.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { isMovable, keyInDay, packForesight, packRestOfCell, rankRow } from "./cell.ts"
import { announcedDay, findReach, reach } from "./reach.ts"
import { isSmoothable, smoothedDay } from "./smoothing.ts"

/** A set of days from today on, one byte for each day: 1 if the day is in the set. */
export type DayMarks = Uint8Array

export function markDays(today: Day, days: Iterable<Day>): DayMarks {
  const offsets = [...days].map((day) => day - today).filter((offset) => offset >= 0)
  const marks = new Uint8Array(offsets.reduce((last, offset) => Math.max(last, offset), -1) + 1)
  for (const offset of offsets) marks[offset] = 1
  return marks
}

function isMarked(marks: DayMarks, today: Day, day: Day): boolean {
  return marks[day - today] === 1
}

/** The days of an organisation's plan that have split cells or are smoothed. */
export interface PlanMarks {
  /** Release days that have split cells. */
  readonly cutDays: DayMarks
  /** Ideal dates whose effective-date emails are smoothed. */
  readonly smoothedDays: DayMarks
}

/** No split cell. */
const WHOLE = -1

/**
 * The result of the last {@link findStanding}: release day after smoothing, and key of the cell within that
 * day, or WHOLE if the day has no split cells.
 */
export const standing = { release: 0, cell: WHOLE }

/**
 * Puts the standing of a row into {@link standing}; false if the plan does not move the row. The row may have
 * to be ranked to look up its share.
 */
export function findStanding(
  book: Rulebook,
  marks: PlanMarks,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
): boolean {
  if (!isMovable(book, rows, row)) return false
  const { today } = book
  let release = rows.send[row]
  const smooth = isSmoothable(rows, row) && isMarked(marks.smoothedDays, today, rows.ideal[row])
  if (!smooth && !isMarked(marks.cutDays, today, release)) return false
  if (smooth) {
    rankRow(book, contacts, rows, row)
    release = smoothedDay(book, contacts, rows, row)
  }
  standing.release = release
  standing.cell = isMarked(marks.cutDays, today, release) ? cellOf(book, contacts, rows, row, release) : WHOLE
  return true
}

/** The key of a row's cell within its release day. */
function cellOf(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  release: Day,
): number {
  findReach(book, contacts, rows, row, release)
  const { deadline, quietFrom, quietThrough } = reach
  const rest = packRestOfCell(deadline - release, rows.priority[row])
  if (!book.foresees) return rest
  const announced = announcedDay(book, contacts, rows, row, release, deadline)
  return keyInDay(rest, packForesight(release, quietFrom, quietThrough, announced))
}
