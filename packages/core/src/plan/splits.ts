/** Which rows of a batch belong to split cells: whoever makes the plan needs their ranks to cut the cells. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { deadlineOf, isMovable, packCell, rankRow } from "./cell.ts"
import type { OrgDraft } from "./plan.ts"
import { isSmoothable, smoothedDay } from "./smoothing.ts"

/** Split cells of one organisation by packed cell, numbered across all organisations. */
export interface NumberedSplits {
  readonly numbers: ReadonlyMap<number, number>
  /** Release days that have split cells. */
  readonly days: ReadonlySet<Day>
  readonly smoothed: ReadonlySet<Day>
}

export function numberSplits(today: Day, draft: OrgDraft, firstNumber: number): NumberedSplits {
  return {
    numbers: new Map(
      draft.splits.map(({ release, deadline, priority }, n) => [
        packCell(today, release, deadline, priority),
        firstNumber + n,
      ]),
    ),
    days: new Set(draft.splits.map(({ release }) => release)),
    smoothed: new Set(draft.smoothedDates),
  }
}

/** The number of the split cell that a released row belongs to, or −1. Ranks the row where it is in one. */
export function splitOf(
  book: Rulebook,
  splits: NumberedSplits,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
): number {
  if (!isMovable(book, rows, row)) return -1
  const smooth = isSmoothable(rows, row) && splits.smoothed.has(rows.ideal[row] as Day)
  if (!smooth && !splits.days.has(rows.send[row] as Day)) return -1
  rankRow(book, contacts, rows, row)
  const release = smooth ? smoothedDay(book, contacts, rows, row) : (rows.send[row] as Day)
  if (!splits.days.has(release)) return -1
  const deadline = deadlineOf(book, contacts, rows, row, release)
  return splits.numbers.get(packCell(book.today, release, deadline, rows.priority[row] as number)) ?? -1
}
