/**
 * How much the days of a cluster may take where their base cannot meet all deadlines.
 *
 * Emails due within a stretch of days can only go in it, so a stretch is short if they are more than its days take. The
 * lowest level that leaves no stretch short is what the shortest of them needs; its days are raised to that level, and
 * the rest is looked at again, until nothing is short. So the worst day is as low as can be, and then the next ones are;
 * days outside short stretches keep their base. (The critical intervals of Yao, Demers and Shenker, 1995.)
 */
import type { Day } from "../day/civil.ts"

/** The days of a cluster, indexed by days since the first. */
export interface Days {
  readonly first: Day
  readonly count: number
  /** The cells released on each day. */
  readonly released: ReadonlyArray<ReadonlyArray<{ readonly deadline: Day; readonly count: number }>>
  /** Emails that stay where they are. */
  readonly fixed: Float64Array
  /** What each day takes without need, fixed emails included. */
  readonly base: Float64Array
}

/** What each day may take in need; at least its base. */
export function lowestLevels(days: Days): Float64Array {
  const levels = Float64Array.from(days.base)
  let high = days.released.reduce(
    (most, cells, t) =>
      Math.max(
        most,
        cells.reduce((sum, { count }) => sum + count, days.fixed[t] as number),
      ),
    0,
  )
  while (firstMissed(days, levels, 0) !== undefined) {
    let low = 0
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (firstMissed(days, levels, middle) === undefined) high = middle
      else low = middle
    }
    const { from, to } = shortStretch(days, levels, high - 1)
    for (let t = from; t <= to; t++) levels[t] = Math.max(levels[t] as number, high)
  }
  return levels
}

/** Room for movable emails on a day that takes up to `level` at least. */
function roomOf({ fixed }: Days, levels: Float64Array, level: number, t: number): number {
  return Math.max(0, Math.max(levels[t] as number, level) - (fixed[t] as number))
}

/**
 * The first deadline that is missed if every day takes up to `level` at least, the tightest deadlines first; undefined
 * where all are met. Earliest deadline first meets all deadlines whenever that is possible.
 */
function firstMissed(days: Days, levels: Float64Array, level: number): number | undefined {
  const waiting = new Float64Array(days.count)
  let total = 0
  for (let t = 0; t < days.count; t++) {
    for (const { deadline, count } of days.released[t] ?? []) {
      waiting[deadline - days.first] = (waiting[deadline - days.first] as number) + count
      total += count
    }
    let room = roomOf(days, levels, level, t)
    for (let d = t; room > 0 && total > 0; d++) {
      const placed = Math.min(room, waiting[d] as number)
      waiting[d] = (waiting[d] as number) - placed
      room -= placed
      total -= placed
    }
    if ((waiting[t] as number) > 0) return t
  }
  return undefined
}

/** A stretch up to the first missed deadline that has more emails due within it than room. */
function shortStretch(days: Days, levels: Float64Array, level: number): { from: number; to: number } {
  const to = firstMissed(days, levels, level) as number
  let from = to + 1
  let missing = 0
  while (missing <= 0) {
    from--
    missing -= roomOf(days, levels, level, from)
    for (const { deadline, count } of days.released[from] ?? []) {
      if (deadline <= days.first + to) missing += count
    }
  }
  return { from, to }
}
