/**
 * How much the days of a cluster may take if they cannot meet all deadlines with their base.
 *
 * Some emails can only go within a stretch of days. A stretch is short of room if these emails are more than
 * its days take. The stretch that must rise most determines the level: all its days rise to one below the
 * level, and as many of its first days as necessary rise to the level. This is repeated until no stretch is
 * short of room. So the fullest day is as low as possible, and after it the next one. Days outside such
 * stretches keep their base. (Critical intervals: Yao, Demers, Shenker 1995.)
 *
 * Where thresholds differ by day, a level is relative to them: at one level, all days are equally far above or
 * below their own thresholds. Days that are no sending days never rise.
 *
 * Stretches are searched from the last day back, so that days rise as early as possible and fewer emails
 * wait.
 */

/**
 * Emails that can go on any day from `released` to `due`. Days are counted from the first day of the cluster.
 */
export interface Bundle {
  readonly released: number
  readonly due: number
  readonly count: number
}

interface Days {
  /** In the order of the due day, the last one first. */
  readonly bundles: ReadonlyArray<Bundle>
  /** Emails that are not moved, by day. */
  readonly fixed: Float64Array
  /** What each day may take, fixed emails included. */
  readonly levels: Float64Array
  readonly lift: Float64Array
}

/**
 * The lowest levels by day at which all deadlines can be met.
 * @param base what each day takes without being raised, fixed emails included
 * @param lift how much higher each day may be than a level (capacity.ts). Days on which nothing may go never rise
 * @param highest a level at which all deadlines can be met
 */
export function lowestLevels(
  bundles: ReadonlyArray<Bundle>,
  fixed: Float64Array,
  base: Float64Array,
  lift: Float64Array,
  highest: number,
): Float64Array {
  const levels = Float64Array.from(base)
  const days: Days = { bundles: [...bundles].sort((a, b) => b.due - a.due), fixed, levels, lift }
  let high = highest
  while (lastMissed(days, Number.NEGATIVE_INFINITY) !== undefined) {
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

/** Room for movable emails on a day that is raised to at least `level`. */
function roomOf({ fixed, levels, lift }: Days, level: number, t: number): number {
  return Math.max(0, Math.max(levels[t], level + lift[t]) - fixed[t])
}

/**
 * Fills the days, raised to at least `level`, from the last one back. The latest releases are placed first,
 * so all emails are placed whenever that is possible. Returns the first day in this order on which released
 * emails are left over; undefined if there is none.
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

/**
 * Raises the days of the stretch that is short of room at `high - 1`: as many of its first days as necessary
 * to `high`, the others to `high - 1`.
 */
function raiseShortStretch(days: Days, high: number): void {
  const { bundles, fixed, levels, lift } = days
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
    const top = high + lift[t]
    const rises = missing > 0 && fixed[t] < top && levels[t] < top
    levels[t] = Math.max(levels[t], rises ? top : top - 1)
    if (rises) missing--
  }
}
