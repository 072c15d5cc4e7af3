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
 *  3. Days are filled to the cap, or to their own emails where these are between cap and threshold. Every day takes as
 *     many as it can, so the sum of days moved is the least possible.
 *  4. A day takes more only where deadlines leave no choice, and then no more than the lowest level at which all
 *     deadlines can be met. Above the threshold it is reported as overloaded.
 *  5. What is carried is the worst of the day: the highest priority number, then the latest deadline, then the latest
 *     release, as far as the deadlines of all others, present and to come, still allow it. Within a cell the emails with
 *     the highest ranks are carried.
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
  readonly #days: number
  readonly #cellsByDay: Array<Array<Cell>>
  readonly #fixed: Float64Array
  /** Emails that the day has of its own, fixed ones included. */
  readonly #own: Float64Array
  /** What the day takes without need. */
  readonly #base: Float64Array
  readonly #threshold: number

  constructor({ cap, threshold, fixed }: OrgHistogram, cells: ReadonlyArray<Cell>) {
    this.#first = (cells[0] as Cell).release
    this.#days = cells.reduce((last, cell) => Math.max(last, cell.deadline), this.#first) - this.#first + 1
    this.#threshold = threshold
    this.#cellsByDay = Array.from({ length: this.#days }, () => [])
    this.#fixed = new Float64Array(this.#days)
    for (let t = 0; t < this.#days; t++) this.#fixed[t] = fixed.get(this.#first + t) ?? 0
    this.#own = Float64Array.from(this.#fixed)
    for (const cell of cells) {
      const t = cell.release - this.#first
      this.#cellsByDay[t]?.push(cell)
      this.#own[t] = (this.#own[t] as number) + cell.count
    }
    this.#base = this.#own.map((own) => (own <= threshold ? Math.max(cap, own) : cap))
  }

  overloaded(): boolean {
    return this.#own.some((own) => own > this.#threshold)
  }

  sweep(splits: Array<SplitCell>, overloads: Array<{ day: Day; load: number }>): void {
    const due = this.#due()
    const levels = lowestLevels({ due, fixed: this.#fixed, own: this.#own, base: this.#base })
    const future = Float64Array.from(due, (cells) => cells.reduce((sum, { count }) => sum + count, 0))
    let pool: Array<PoolCell> = []
    for (let t = 0; t < this.#days; t++) {
      for (const cell of this.#cellsByDay[t] ?? []) {
        const d = cell.deadline - this.#first
        future[d] = (future[d] as number) - cell.count
        pool.push({ cell, left: cell.count, placements: [] })
      }
      const waiting = pool.reduce((sum, { left }) => sum + left, 0)
      const fixed = this.#fixed[t] as number
      const free = Math.max(0, (this.#base[t] as number) - fixed)
      const carried = this.#carry(pool, waiting - free, t, levels, future)
      const load = waiting - carried + fixed
      if (load > this.#threshold) overloads.push({ day: this.#first + t, load })
      pool = this.#place(pool, t, splits)
    }
  }

  #due(): Array<Array<{ released: number; count: number }>> {
    const due: Array<Array<{ released: number; count: number }>> = this.#cellsByDay.map(() => [])
    this.#cellsByDay.forEach((cells, released) => {
      for (const { deadline, count } of cells) due[deadline - this.#first]?.push({ released, count })
    })
    return due
  }

  /** Emails of each pool cell that stay in the pool after the day at hand. */
  readonly #staying = new Map<PoolCell, number>()

  /** Chooses up to `most` emails to carry over, the worst first, and returns how many they are. */
  #carry(
    pool: ReadonlyArray<PoolCell>,
    most: number,
    t: number,
    levels: Float64Array,
    future: Float64Array,
  ): number {
    this.#staying.clear()
    if (most <= 0) return 0
    const room = this.#room(t, levels, future)
    let carried = 0
    for (const entry of [...pool].sort(worstFirst)) {
      const d = entry.cell.deadline - this.#first
      let count = Math.min(entry.left, most - carried)
      for (let later = d; later < this.#days && count > 0; later++) {
        count = Math.min(count, room[later] as number)
      }
      if (count <= 0) continue
      for (let later = d; later < this.#days; later++) room[later] = (room[later] as number) - count
      this.#staying.set(entry, count)
      carried += count
    }
    return carried
  }

  /**
   * For each day D: how many emails with deadlines up to D can still go from tomorrow to D, besides those that are only
   * released in these days.
   */
  #room(t: number, levels: Float64Array, future: Float64Array): Float64Array {
    const room = new Float64Array(this.#days)
    let sum = 0
    for (let d = t + 1; d < this.#days; d++) {
      sum += Math.max(0, (levels[d] as number) - (this.#fixed[d] as number)) - (future[d] as number)
      room[d] = sum
    }
    return room
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
    b.cell.priority - a.cell.priority || b.cell.deadline - a.cell.deadline || b.cell.release - a.cell.release
  )
}
