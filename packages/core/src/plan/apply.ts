/** Applying the plan to the rows of one contact: smoothing first, then the shares of split cells. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import { DAILY_CAP, SMOOTHING } from "../domain/decision.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { deadlineOf, isMovable, packCell, rankRow } from "./cell.ts"
import type { Split } from "./plan.ts"
import { isSmoothable, smoothedDay } from "./smoothing.ts"

/** The shares of a split cell as columns. */
interface Shares {
  readonly days: Int32Array
  /** Last rank of each share; the last share has the highest there is. */
  readonly throughHigh: Uint32Array
  readonly throughLow: Uint32Array
}

/** The plan of one organisation, ready to be asked. */
export class OrgShares {
  readonly #splits = new Map<number, Shares>()
  /** Release days that have split cells, to leave the others early. */
  readonly #days = new Set<Day>()
  readonly #smoothed: ReadonlySet<Day>

  constructor(today: Day, splits: ReadonlyArray<Split>, smoothedDates: ReadonlyArray<Day>) {
    this.#smoothed = new Set(smoothedDates)
    for (const { release, deadline, priority, shares } of splits) {
      this.#days.add(release)
      this.#splits.set(packCell(today, release, deadline, priority), {
        days: Int32Array.from(shares, ({ day }) => day),
        throughHigh: Uint32Array.from(shares, ({ through }) => Number((through ?? HIGHEST) >> 32n)),
        throughLow: Uint32Array.from(shares, ({ through }) => Number(BigInt.asUintN(32, through ?? HIGHEST))),
      })
    }
  }

  isSmoothed(ideal: Day): boolean {
    return this.#smoothed.has(ideal)
  }

  hasSplits(release: Day): boolean {
    return this.#days.has(release)
  }

  /** The day of an email of a cell, by its rank. */
  dayOf(today: Day, release: Day, deadline: Day, priority: number, high: number, low: number): Day {
    const shares = this.#splits.get(packCell(today, release, deadline, priority))
    if (shares === undefined) return release
    let at = 0
    while (
      at < shares.days.length - 1 &&
      (high > (shares.throughHigh[at] as number) ||
        (high === shares.throughHigh[at] && low > (shares.throughLow[at] as number)))
    ) {
      at++
    }
    return shares.days[at] as Day
  }
}

const HIGHEST = 2n ** 64n - 1n

/** Moves the rows `[firstRow, endRow)` of a contact to their planned days. */
export function applyPlan(
  book: Rulebook,
  shares: OrgShares,
  contacts: ContactColumns,
  rows: RowColumns,
  firstRow: number,
  endRow: number,
): void {
  for (let row = firstRow; row < endRow; row++) {
    if (!isMovable(book, rows, row)) continue
    const smooth = isSmoothable(rows, row) && shares.isSmoothed(rows.ideal[row] as Day)
    if (!smooth && !shares.hasSplits(rows.send[row] as Day)) continue
    rankRow(book, contacts, rows, row)
    if (smooth) move(rows, row, smoothedDay(book, contacts, rows, row), SMOOTHING)
    const release = rows.send[row] as Day
    if (!shares.hasSplits(release)) continue
    const day = shares.dayOf(
      book.today,
      release,
      deadlineOf(book, contacts, rows, row, release),
      rows.priority[row] as number,
      rows.hashHigh[row] as number,
      rows.hashLow[row] as number,
    )
    move(rows, row, day, DAILY_CAP)
  }
}

function move(rows: RowColumns, row: number, day: Day, by: number): void {
  if (day === rows.send[row]) return
  rows.send[row] = day
  rows.moved[row] = by
}
