/**
 * The cells of an organisation by release day, with the sums of each day. Most days are not busy, and for
 * these the sums are enough to plan.
 */
import type { Day } from "../day/civil.ts"
import { type Cell, causesFollowups, isAsAnnounced, mayCauseFollowups } from "./cells.ts"

/** The cells that are released on one day. The numbers count emails. */
export interface ReleaseDay {
  readonly cells: Array<Cell>
  emails: number
  /** Emails that cause follow-ups if they go on this day. */
  causing: number
  /** Emails that cause follow-ups if they go on this day or on a later one of theirs. */
  mayCause: number
  /** Emails announced for this day. */
  announced: number
  /** Those of them that cause follow-ups if they go on this day. */
  announcedCausing: number
}

export class ReleaseDays {
  readonly #days = new Map<Day, ReleaseDay>()

  constructor(cells: Iterable<Cell>) {
    for (const cell of cells) this.#add(cell)
  }

  #add(cell: Cell): void {
    const { release, count } = cell
    let day = this.#days.get(release)
    if (day === undefined) {
      day = { cells: [], emails: 0, causing: 0, mayCause: 0, announced: 0, announcedCausing: 0 }
      this.#days.set(release, day)
    }
    const causing = causesFollowups(cell, release) ? count : 0
    day.cells.push(cell)
    day.emails += count
    day.causing += causing
    if (mayCauseFollowups(cell)) day.mayCause += count
    if (!isAsAnnounced(cell)) return
    day.announced += count
    day.announcedCausing += causing
  }

  /** The first release day; `Infinity` if there are no cells. */
  get first(): Day {
    let first = Number.POSITIVE_INFINITY
    for (const release of this.#days.keys()) first = Math.min(first, release)
    return first
  }

  /** Release days in no particular order. */
  [Symbol.iterator](): Iterator<[Day, ReleaseDay]> {
    return this.#days.entries()
  }

  on(release: Day): ReleaseDay | undefined {
    return this.#days.get(release)
  }

  /** The cells released from `from` through `through`. */
  between(from: Day, through: Day): Array<Cell> {
    const cells: Array<Cell> = []
    for (let release = from; release <= through; release++) {
      for (const cell of this.#days.get(release)?.cells ?? []) cells.push(cell)
    }
    return cells
  }

  /** The days after some cells have been replaced. */
  replacing(replacements: ReadonlyMap<Cell, Cell>): ReleaseDays {
    const affected = new Set<Day>()
    for (const [before, after] of replacements) affected.add(before.release).add(after.release)
    const days = new ReleaseDays([])
    for (const [release, day] of this.#days) {
      if (!affected.has(release)) days.#days.set(release, day)
    }
    for (const release of [...affected].sort((a, b) => a - b)) {
      for (const cell of this.#days.get(release)?.cells ?? []) days.#add(replacements.get(cell) ?? cell)
    }
    return days
  }
}
