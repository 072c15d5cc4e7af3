/**
 * The plan of one organisation: how many emails of each cell go to which day. It is made from counts alone.
 *
 * A cell holds the movable emails with one release day, deadline (last useful day before the contact's next window) and
 * priority. Days are swept from the first; what a day cannot take is carried to the next:
 *
 *      emails                                    cells released on a day ▒, carried over ░
 *        │        ▒
 *        │        ▒   ─────────── threshold      a day above it is overloaded …
 *        │        ▒
 *   cap ─┼──▒─────▒──░──░──░──▒──────────────    … keeps up to the cap, and the days after fill to the cap
 *        │  ▒  ▒  ▒  ░  ░  ▒  ▒  ▒
 *        └──┴──┴──┴──┴──┴──┴──┴──┴──── days
 *
 * Invariants:
 *  1. Every email of a cell goes to one day from its release to its deadline; none is lost.
 *  2. A day that nothing reaches from before keeps all its emails, if they are not more than the threshold.
 *  3. Days are filled to the cap, or to their own emails where these are between cap and threshold, before any is carried
 *     further; so the sum of days moved is the least possible.
 *  4. A day takes more only where deadlines leave no choice: of all assignments, as few emails as possible lie above this
 *     base, above the threshold, and above any level (see levels.ts). A day above the threshold is reported.
 *  5. What is carried is the worst of the day: the highest priority number, then the latest deadline, then the earliest
 *     release, as far as the deadlines of all others, present and to come, still allow it. Within a cell the emails with
 *     the highest ranks are carried. (Among equals who waits already waits on: otherwise one email more today would push
 *     a different one on every full day after it, and plans would not be stable from one day to the next.)
 */
import type { Day } from "../day/civil.ts"
import { lowestLevels } from "./levels.ts"

export interface Cell {
  readonly release: Day
  readonly deadline: Day
  readonly priority: number
  readonly count: number
}

export interface OrgHistogram {
  readonly cap: number
  readonly threshold: number
  readonly cells: ReadonlyArray<Cell>
  /** Emails that stay where they are: history and follow-ups, by day. */
  readonly fixed: ReadonlyMap<Day, number>
}

export interface Placement {
  readonly day: Day
  readonly count: number
}

/** A cell that does not stay whole on its release day: its emails in rank order, day after day. */
export interface SplitCell extends Cell {
  readonly placements: ReadonlyArray<Placement>
}

export interface OrgPlan {
  readonly splits: ReadonlyArray<SplitCell>
  /** Days that end above the threshold although no assignment avoids it. */
  readonly overloads: ReadonlyArray<{ readonly day: Day; readonly load: number }>
}

interface PoolCell {
  readonly cell: Cell
  left: number
  readonly placements: Array<Placement>
}

export function planOrg(histogram: OrgHistogram): OrgPlan {
  const splits: Array<SplitCell> = []
  const overloads: Array<{ day: Day; load: number }> = []
  for (const cells of clusters(histogram.cells)) {
    const cluster = new Cluster(histogram, cells)
    if (cluster.overloaded()) cluster.sweep(splits, overloads)
  }
  const reported = new Set(overloads.map(({ day }) => day))
  for (const [day, load] of histogram.fixed) {
    if (load > histogram.threshold && !reported.has(day)) overloads.push({ day, load })
  }
  return { splits, overloads: overloads.sort((a, b) => a.day - b.day) }
}

/** Cells in runs whose days hang together: no email of one run can reach a day of another. */
function clusters(cells: ReadonlyArray<Cell>): Array<Array<Cell>> {
  const runs: Array<Array<Cell>> = []
  let reach = Number.NEGATIVE_INFINITY
  for (const cell of [...cells].sort((a, b) => a.release - b.release)) {
    if (cell.release > reach) runs.push([])
    runs.at(-1)?.push(cell)
    reach = Math.max(reach, cell.deadline)
  }
  return runs
}

/** One run of days with everything the sweep needs, indexed by days since the first release. */
class Cluster {
  readonly #first: Day
  readonly #count: number
  readonly #threshold: number
  readonly #released: Array<Array<Cell>>
  /** Emails by deadline, in the sweep without those released so far. */
  readonly #due: Float64Array
  readonly #fixed: Float64Array
  /** Emails that the day has of its own, fixed ones included. */
  readonly #own: Float64Array
  /** What the day takes without need. */
  readonly #base: Float64Array

  constructor({ cap, threshold, fixed }: OrgHistogram, cells: ReadonlyArray<Cell>) {
    this.#first = (cells[0] as Cell).release
    this.#count = cells.reduce((last, cell) => Math.max(last, cell.deadline), this.#first) - this.#first + 1
    this.#threshold = threshold
    this.#released = Array.from({ length: this.#count }, () => [])
    this.#due = new Float64Array(this.#count)
    this.#fixed = this.#due.map((_, t) => fixed.get(this.#first + t) ?? 0)
    this.#own = Float64Array.from(this.#fixed)
    for (const cell of cells) {
      const t = cell.release - this.#first
      const d = cell.deadline - this.#first
      this.#released[t]?.push(cell)
      this.#own[t] = (this.#own[t] as number) + cell.count
      this.#due[d] = (this.#due[d] as number) + cell.count
    }
    this.#base = this.#own.map((own) => (own <= threshold ? Math.max(cap, own) : cap))
  }

  overloaded(): boolean {
    return this.#own.some((own) => own > this.#threshold)
  }

  sweep(splits: Array<SplitCell>, overloads: Array<{ day: Day; load: number }>): void {
    const levels = this.#levels()
    let pool: Array<PoolCell> = []
    for (let t = 0; t < this.#count; t++) {
      for (const cell of this.#released[t] ?? []) {
        const d = cell.deadline - this.#first
        this.#due[d] = (this.#due[d] as number) - cell.count
        pool.push({ cell, left: cell.count, placements: [] })
      }
      const waiting = pool.reduce((sum, { left }) => sum + left, 0)
      const fixed = this.#fixed[t] as number
      const free = Math.max(0, (this.#base[t] as number) - fixed)
      const carried = this.#carry(pool, waiting - free, t, levels)
      const load = waiting - carried + fixed
      if (load > this.#threshold) overloads.push({ day: this.#first + t, load })
      pool = this.#place(pool, t, splits)
    }
  }

  /** What each day may take in need. With as much as the fullest day has of its own, everything could stay. */
  #levels(): Float64Array {
    const bundles = this.#released.flatMap((cells, released) =>
      cells.map(({ deadline, count }) => ({ released, due: deadline - this.#first, count })),
    )
    const fullest = this.#own.reduce((a, b) => Math.max(a, b))
    return lowestLevels(bundles, this.#fixed, this.#base, fullest)
  }

  /** Emails of each pool cell that stay in the pool after the day at hand. */
  readonly #staying = new Map<PoolCell, number>()

  /** Chooses up to `most` emails to carry over, the worst first, and returns how many they are. */
  #carry(pool: ReadonlyArray<PoolCell>, most: number, t: number, levels: Float64Array): number {
    this.#staying.clear()
    if (most <= 0) return 0
    const room = this.#roomAfter(t, most, levels)
    let carried = 0
    for (const entry of [...pool].sort(worstFirst)) {
      const due = entry.cell.deadline - this.#first - t
      let count = Math.min(entry.left, most - carried)
      for (let d = due; d < room.length && count > 0; d++) count = Math.min(count, room[d] as number)
      if (count <= 0) continue
      for (let d = due; d < room.length; d++) room[d] = (room[d] as number) - count
      this.#staying.set(entry, count)
      carried += count
    }
    return carried
  }

  /**
   * By days after `t`: how many of the emails at hand with a deadline up to then can still go, besides those that are
   * only released until then. Ends where `most` emails and all those released could have gone: from there on nothing
   * carried today takes room from others.
   */
  #roomAfter(t: number, most: number, levels: Float64Array): Array<number> {
    const rooms = [0]
    let room = 0
    let backlog = most
    for (let d = t + 1; d < this.#count; d++) {
      const fixed = this.#fixed[d] as number
      const takes = Math.max(0, (levels[d] as number) - fixed)
      backlog += (this.#own[d] as number) - fixed - takes
      if (backlog <= 0) break
      room += takes - (this.#due[d] as number)
      rooms.push(room)
    }
    return rooms
  }

  /** Places on day `t` what does not stay, and returns the pool that is left. */
  #place(pool: ReadonlyArray<PoolCell>, t: number, splits: Array<SplitCell>): Array<PoolCell> {
    const day = this.#first + t
    const rest: Array<PoolCell> = []
    for (const entry of pool) {
      const staying = this.#staying.get(entry) ?? 0
      if (entry.left > staying) entry.placements.push({ day, count: entry.left - staying })
      entry.left = staying
      if (staying > 0) rest.push(entry)
      else if (entry.placements.length > 1 || entry.placements[0]?.day !== entry.cell.release) {
        splits.push({ ...entry.cell, placements: entry.placements })
      }
    }
    return rest
  }
}

function worstFirst(a: PoolCell, b: PoolCell): number {
  return (
    b.cell.priority - a.cell.priority || b.cell.deadline - a.cell.deadline || a.cell.release - b.cell.release
  )
}
