/** Finds the rows of a batch that belong to split cells. Their ranks are needed to cut the cells. */
import type { Day } from "../day/civil.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { type ByCell, byCell, rankRow } from "./cell.ts"
import type { OrgDraft } from "./plan.ts"
import { findCell, markDays, type PlanMarks } from "./row-cell.ts"

/**
 * The split cells of one organisation that go on several days, numbered across all organisations. Split cells
 * that go on one day need no ranks.
 */
export interface NumberedSplits extends PlanMarks {
  readonly numbers: ByCell<number>
}

export function numberSplits(
  today: Day,
  draft: Pick<OrgDraft, "splits" | "smoothedDates">,
  firstNumber: number,
): NumberedSplits {
  const cut = draft.splits
    .map((split, n) => ({ split, number: firstNumber + n }))
    .filter(({ split }) => split.placements.length > 1)
  return {
    numbers: byCell(
      today,
      cut.map(({ split }) => split),
      cut.map(({ number }) => number),
    ),
    cutDays: markDays(
      today,
      cut.map(({ split }) => split.release),
    ),
    smoothedDays: markDays(today, draft.smoothedDates),
  }
}

/** The number of the split cell to which a released row belongs, or −1. If there is one, ranks the row. */
export function splitOf(cursor: ContactCursor, splits: NumberedSplits, row: number): number {
  cursor.moveToContactOf(row)
  if (!findCell(cursor, splits, row)) return -1
  const { release, key } = cursor.cell
  const number = splits.numbers.get(release - cursor.book.today)?.get(key) ?? -1
  if (number >= 0) rankRow(cursor, row)
  return number
}
