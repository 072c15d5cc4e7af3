/**
 * Decides which emails go on which day, given how much each day takes. The sweep visits the days in order.
 * Emails that a day cannot take are carried over to the next day:
 *
 *      emails                                    cells released on a day ▒, carried over ░
 *        │        ▒
 *        │        ▒   ─────────── threshold      a day above it is overloaded …
 *        │        ▒
 *   cap ─┼──▒─────▒──░──░──░──▒──────────────    … keeps up to the cap, and the days after fill to the cap
 *        │  ▒  ▒  ▒  ░  ░  ▒  ▒  ▒
 *        └──┴──┴──┴──┴──┴──┴──┴──┴──── days
 *
 * The worst emails of the day are carried over, as far as the deadlines of all others, present and to come,
 * still allow it. An email is worse if it has a higher priority number; then, a later deadline; then, if it
 * was not announced for its release day; then, an earlier release. So of equal emails, those that already
 * wait continue to wait. Otherwise one more email today would displace a different one on every full day
 * after it, and plans would change from one day to the next.
 */
import type { Day } from "../day/civil.ts"
import { type Cell, isAsAnnounced, type Placement } from "./cells.ts"

export interface Days {
  /** The first day. The arrays are indexed by days from it. */
  readonly first: Day
  /** Emails that are not moved. */
  readonly fixed: Float64Array
  /** What each day takes without being raised, fixed emails included. */
  readonly base: Float64Array
  /** What each day may take if deadlines leave no choice. */
  readonly levels: Float64Array
}

interface Waiting<C extends Cell> {
  readonly cell: C
  left: number
  readonly placements: Array<Placement>
}

/** Places the emails of the cells. All of them are released and due on these days. */
export class Sweep<C extends Cell> {
  readonly #first: Day
  readonly #count: number
  readonly #days: Days
  readonly #released: Array<Array<C>>
  /** Emails by deadline. During the sweep, without those released so far. */
  readonly #due: Float64Array
  /** Emails by release day. */
  readonly #releases: Float64Array

  constructor(days: Days, cells: ReadonlyArray<C>) {
    this.#days = days
    this.#first = days.first
    this.#count = days.base.length
    this.#released = Array.from({ length: this.#count }, () => [])
    this.#due = new Float64Array(this.#count)
    this.#releases = new Float64Array(this.#count)
    for (const cell of cells) {
      const t = cell.release - this.#first
      const d = cell.deadline - this.#first
      this.#released[t]?.push(cell)
      this.#releases[t] += cell.count
      this.#due[d] += cell.count
    }
  }

  /** Calls `each` with each cell and the days on which its emails go, in rank order. */
  place(each: (cell: C, placements: ReadonlyArray<Placement>) => void): void {
    let pool: Array<Waiting<C>> = []
    for (let t = 0; t < this.#count; t++) {
      for (const cell of this.#released[t] ?? []) {
        const d = cell.deadline - this.#first
        this.#due[d] -= cell.count
        pool.push({ cell, left: cell.count, placements: [] })
      }
      if (pool.length === 0) continue
      const waiting = pool.reduce((sum, { left }) => sum + left, 0)
      const free = Math.max(0, this.#days.base[t] - this.#days.fixed[t])
      this.#chooseStaying(pool, waiting - free, t)
      pool = this.#send(pool, t, each)
    }
  }

  /** How many emails of each waiting cell stay in the pool after the current day. */
  readonly #staying = new Map<Waiting<C>, number>()

  /** Chooses up to `most` emails to carry over, the worst first. */
  #chooseStaying(pool: ReadonlyArray<Waiting<C>>, most: number, t: number): void {
    this.#staying.clear()
    if (most <= 0 || t === this.#count - 1) return
    const room = this.#roomAfter(t, most)
    let carried = 0
    for (const entry of [...pool].sort(worstFirst)) {
      const due = entry.cell.deadline - this.#first - t
      let count = Math.min(entry.left, most - carried)
      for (let d = due; d < room.length && count > 0; d++) count = Math.min(count, room[d])
      if (count <= 0) continue
      for (let d = due; d < room.length; d++) room[d] -= count
      this.#staying.set(entry, count)
      carried += count
    }
  }

  /**
   * For each day after `t`: how many of the current emails with a deadline up to that day can still go,
   * besides the emails that are released after `t` and due by that day. The list ends on the day by which
   * `most` emails and all released ones could have gone. From then on, emails carried over today take no room
   * from others.
   */
  #roomAfter(t: number, most: number): Array<number> {
    const { fixed, levels } = this.#days
    const rooms = [0]
    let room = 0
    let backlog = most
    for (let d = t + 1; d < this.#count; d++) {
      const takes = Math.max(0, levels[d] - fixed[d])
      backlog += this.#releases[d] - takes
      if (backlog <= 0) break
      room += takes - this.#due[d]
      rooms.push(room)
    }
    return rooms
  }

  /** Sends the emails that do not stay on day `t`, and returns the pool that is left. */
  #send(
    pool: ReadonlyArray<Waiting<C>>,
    t: number,
    each: (cell: C, placements: ReadonlyArray<Placement>) => void,
  ): Array<Waiting<C>> {
    const day = this.#first + t
    const rest: Array<Waiting<C>> = []
    for (const entry of pool) {
      const staying = this.#staying.get(entry) ?? 0
      if (entry.left > staying) entry.placements.push({ day, count: entry.left - staying })
      entry.left = staying
      if (staying > 0) rest.push(entry)
      else each(entry.cell, entry.placements)
    }
    return rest
  }
}

function worstFirst({ cell: a }: Waiting<Cell>, { cell: b }: Waiting<Cell>): number {
  return (
    b.priority - a.priority ||
    b.deadline - a.deadline ||
    Number(isAsAnnounced(a)) - Number(isAsAnnounced(b)) ||
    a.release - b.release
  )
}
