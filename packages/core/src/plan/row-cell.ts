/** The cell of a released row in its organisation's plan, and its release day after smoothing. */
import type { Day } from "../day/civil.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { isMovable, keyInDay, packForesight, packRestOfCell, rankRow } from "./cell.ts"
import { announcedDay, findReach } from "./reach.ts"
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

/** The key of no cell: the release day has no split cells. */
const WHOLE = -1

/** Finds the cell of a row. False if the plan does not move the row. */
export function findCell(cursor: ContactCursor, marks: PlanMarks, row: number): boolean {
  if (!isMovable(cursor, row)) return false
  const { rows, cell } = cursor
  const { today } = cursor.book
  let release = rows.send[row]
  const smooth = isSmoothable(rows, row) && isMarked(marks.smoothedDays, today, rows.ideal[row])
  if (!smooth && !isMarked(marks.cutDays, today, release)) return false
  if (smooth) {
    rankRow(cursor, row)
    release = smoothedDay(cursor, row)
  }
  cell.release = release
  cell.key = isMarked(marks.cutDays, today, release) ? keyOf(cursor, row, release) : WHOLE
  return true
}

/** The key of a row's cell within its release day. */
function keyOf(cursor: ContactCursor, row: number, release: Day): number {
  findReach(cursor, row, release)
  const { book, rows } = cursor
  const { deadline, quietFrom, quietThrough } = cursor.reach
  const rest = packRestOfCell(deadline - release, rows.priority[row])
  if (!book.foresees) return rest
  const announced = announcedDay(cursor, row, release, deadline)
  return keyInDay(rest, packForesight(release, quietFrom, quietThrough, announced))
}
