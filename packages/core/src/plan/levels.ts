/**
 * How much the days of a cluster may take where their base cannot meet all deadlines.
 *
 * Emails that can only go within a stretch of days leave it short if they are more than its days take. The shortest
 * stretch says how high its days must rise: all of them to one below, and as many as it takes, the first ones, to the
 * level itself. What is short then is looked at again, until nothing is. So the fullest day is as low as it can be, and
 * after it the next; days outside short stretches keep their base. (Critical intervals: Yao, Demers, Shenker 1995.)
 *
 * Stretches are found from the last day back, so that days rise as early as they can, and fewer emails wait.
 */
import type { Cell } from "./org-plan.ts"

/** The days of a cluster, indexed by days since the first. */
export interface Days {
  /** The cells whose deadline is the day, with the index of the day they are released on. */
  readonly due: ReadonlyArray<ReadonlyArray<Pick<Cell, "count"> & { readonly released: number }>>
  /** Emails that stay where they are. */
  readonly fixed: Float64Array
  /** All emails released on the day, and the fixed ones. */
  readonly own: Float64Array
  /** What each day takes without need, fixed emails included. */
  readonly base: Float64Array
}

/** What each day may take in need: the lowest levels from the base up at which all deadlines can be met. */
export function lowestLevels(days: Days): Float64Array {
  const levels = Float64Array.from(days.base)
  let high = days.own.reduce((a, b) => Math.max(a, b))
  while (lastMissed(days, levels, 0) !== undefined) {
    let low = 0
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (lastMissed(days, levels, middle) === undefined) high = middle
      else low = middle
    }
    raiseShortStretch(days, levels, high)
  }
  return levels
}

/** Room for movable emails on a day that takes up to `level` at least. */
function roomOf({ fixed }: Days, levels: Float64Array, level: number, t: number): number {
  return Math.max(0, Math.max(levels[t] as number, level) - (fixed[t] as number))
}

/**
 * Fills every day up to `level` at least, from the last day back, the latest releases first; this places all emails
 * whenever that is possible. Returns the last day that has emails left over with no day before it to go to, undefined
 * where there is none.
 */
function lastMissed(days: Days, levels: Float64Array, level: number): number | undefined {
  const waiting = new Float64Array(levels.length)
  let total = 0
  for (let t = levels.length - 1; t >= 0; t--) {
    for (const { released, count } of days.due[t] ?? []) {
      waiting[released] = (waiting[released] as number) + count
      total += count
    }
    let room = roomOf(days, levels, level, t)
    for (let r = t; room > 0 && total > 0; r--) {
      const placed = Math.min(room, waiting[r] as number)
      waiting[r] = (waiting[r] as number) - placed
      room -= placed
      total -= placed
    }
    if ((waiting[t] as number) > 0) return t
  }
  return undefined
}

/** Raises the days of the stretch that is short one below `high`: its first ones to `high`, as many as it takes. */
function raiseShortStretch(days: Days, levels: Float64Array, high: number): void {
  const from = lastMissed(days, levels, high - 1) as number
  let to = from - 1
  let missing = 0
  while (missing <= 0) {
    to++
    missing -= roomOf(days, levels, high - 1, to)
    for (const { released, count } of days.due[to] ?? []) if (released >= from) missing += count
  }
  for (let t = from; t <= to; t++) {
    const rises = missing > 0 && (days.fixed[t] as number) < high && (levels[t] as number) < high
    levels[t] = Math.max(levels[t] as number, rises ? high : high - 1)
    if (rises) missing--
  }
}
