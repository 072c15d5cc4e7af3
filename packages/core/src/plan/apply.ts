/** Applies the plan to the rows of one contact: smoothing first, then the shares of split cells. */
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import { DAILY_CAP, SMOOTHING } from "../domain/decision.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { type ByCell, byCell, rankRow } from "./cell.ts"
import type { Split } from "./plan.ts"
import { type DayMarks, findCell, markDays, type PlanMarks } from "./row-cell.ts"

/** The shares of a split cell as columns. */
interface Shares {
  readonly days: Int32Array
  /** Last rank of each share. The last share has the highest possible rank. */
  readonly throughHigh: Uint32Array
  readonly throughLow: Uint32Array
}

/** The plan of one organisation, indexed for look-ups. */
export class OrgShares implements PlanMarks {
  readonly cutDays: DayMarks
  readonly smoothedDays: DayMarks
  /** Number of schedulable contacts of the organisation, for explanations; undefined if it is not known. */
  readonly contacts: number | undefined
  readonly #today: Day
  readonly #splits: ByCell<Shares>

  constructor(
    today: Day,
    splits: ReadonlyArray<Split>,
    smoothedDates: ReadonlyArray<Day>,
    contacts?: number | undefined,
  ) {
    this.#today = today
    this.contacts = contacts
    this.cutDays = markDays(
      today,
      splits.map(({ release }) => release),
    )
    this.smoothedDays = markDays(today, smoothedDates)
    this.#splits = byCell(today, splits, splits.map(sharesOf))
  }

  /**
   * The shares of a cell; undefined if it is not split.
   * @param cell key of the cell within its release day ({@link keyInDay})
   */
  of(release: Day, cell: number): Shares | undefined {
    return this.#splits.get(release - this.#today)?.get(cell)
  }
}

/** The day of an email of a split cell, chosen by its rank. */
function dayOf({ days, throughHigh, throughLow }: Shares, high: number, low: number): Day {
  let at = 0
  while (
    at < days.length - 1 &&
    (high > throughHigh[at] || (high === throughHigh[at] && low > throughLow[at]))
  ) {
    at++
  }
  return days[at]
}

const HIGHEST = 2n ** 64n - 1n

function sharesOf({ shares }: Split): Shares {
  return {
    days: Int32Array.from(shares, ({ day }) => day),
    throughHigh: Uint32Array.from(shares, ({ through }) => Number((through ?? HIGHEST) >> 32n)),
    throughLow: Uint32Array.from(shares, ({ through }) => Number(BigInt.asUintN(32, through ?? HIGHEST))),
  }
}

/** Moves the rows of a contact to the days of the plan. */
export function applyPlan(cursor: ContactCursor, shares: OrgShares): void {
  const { rows, firstRow, endRow, cell } = cursor
  for (let row = firstRow; row < endRow; row++) {
    if (!findCell(cursor, shares, row)) continue
    move(rows, row, cell.release, SMOOTHING)
    const split = shares.of(cell.release, cell.key)
    if (split === undefined) continue
    rankRow(cursor, row)
    move(rows, row, dayOf(split, rows.hashHigh[row], rows.hashLow[row]), DAILY_CAP)
  }
}

function move(rows: RowColumns, row: number, day: Day, by: number): void {
  if (day === rows.send[row]) return
  rows.send[row] = day
  rows.moved[row] = by
}
