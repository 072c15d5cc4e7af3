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

/** Emails that can go from the day `released` to the day `due`. Days count from the first of the cluster. */
export interface Bundle {
  readonly released: number
  readonly due: number
  readonly count: number
}

interface Days {
  /** The last due first. */
  readonly bundles: ReadonlyArray<Bundle>
  /** Emails that stay where they are, by day. */
  readonly fixed: Float64Array
  /** What each day may take, fixed emails included. */
  readonly levels: Float64Array
}

/**
 * The lowest levels at which all deadlines can be met, by day.
 * @param base what each day takes without need, fixed emails included
 * @param highest a level at which all deadlines can be met
 */
export function lowestLevels(
  bundles: ReadonlyArray<Bundle>,
  fixed: Float64Array,
  base: Float64Array,
  highest: number,
): Float64Array {
  const levels = Float64Array.from(base)
  const days: Days = { bundles: [...bundles].sort((a, b) => b.due - a.due), fixed, levels }
  let high = highest
  while (lastMissed(days, 0) !== undefined) {
    let low = 0
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (lastMissed(days, middle) === undefined) high = middle
      else low = middle
    }
    raiseShortStretch(days, high)
  }
  return levels
}

/** Room for movable emails on a day that takes up to `level` at least. */
function roomOf({ fixed, levels }: Days, level: number, t: number): number {
  return Math.max(0, Math.max(levels[t], level) - fixed[t])
}

/**
 * Fills the days up to `level` at least, from the last one back, the latest releases first; this places all emails
 * whenever that is possible. Returns the first day reached on which released emails are left over; undefined where none
 * are.
 */
function lastMissed(days: Days, level: number): number | undefined {
  const { bundles, levels } = days
  const waiting = new Float64Array(levels.length)
  let total = 0
  let next = 0
  for (let t = levels.length - 1; t >= 0; t--) {
    for (let bundle = bundles[next]; bundle?.due === t; bundle = bundles[++next]) {
      waiting[bundle.released] += bundle.count
      total += bundle.count
    }
    if (total === 0) continue
    let room = roomOf(days, level, t)
    for (let r = t; room > 0 && total > 0; r--) {
      const placed = Math.min(room, waiting[r])
      waiting[r] -= placed
      room -= placed
      total -= placed
    }
    if (waiting[t] > 0) return t
  }
  return undefined
}

/** Raises the days of the stretch that is short one below `high`: its first ones to `high`, as many as it takes. */
function raiseShortStretch(days: Days, high: number): void {
  const { bundles, fixed, levels } = days
  const from = lastMissed(days, high - 1) as number
  const due = new Float64Array(levels.length)
  for (const bundle of bundles) {
    if (bundle.released >= from) due[bundle.due] += bundle.count
  }
  let to = from - 1
  let missing = 0
  while (missing <= 0) {
    to++
    missing += due[to] - roomOf(days, high - 1, to)
  }
  for (let t = from; t <= to; t++) {
    const rises = missing > 0 && fixed[t] < high && levels[t] < high
    levels[t] = Math.max(levels[t], rises ? high : high - 1)
    if (rises) missing--
  }
}
