/** Finds the rows of a batch that belong to split cells. Their ranks are needed to cut the cells. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { type ByCell, byCell, rankRow } from "./cell.ts"
import type { OrgDraft } from "./plan.ts"
import { findStanding, markDays, type PlanMarks, standing } from "./standing.ts"

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
export function splitOf(
  book: Rulebook,
  splits: NumberedSplits,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
): number {
  if (!findStanding(book, splits, contacts, rows, row)) return -1
  const number = splits.numbers.get(standing.release - book.today)?.get(standing.cell) ?? -1
  if (number >= 0) rankRow(book, contacts, rows, row)
  return number
}
