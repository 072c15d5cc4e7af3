/**
 * The intervals in which the configuration versions of one environment are in force. They are half-open and
 * follow each other without gaps or overlaps. The last interval has no end. The beginning of an interval that
 * has begun never changes.
 */

/** Times are milliseconds since 1970-01-01 UTC. `to` is exclusive; null means that there is no end. */
export interface Interval {
  readonly version: number
  readonly from: number
  readonly to: number | null
}

/**
 * Puts a version in force from `at` until the beginning of the next version that is already planned.
 * @param chain the intervals in the order of time
 * @param version a version that has no interval, or whose interval has not begun
 * @param at a time not before `now`; a version that was planned to begin at this time loses its interval
 */
export function putInForce(
  chain: ReadonlyArray<Interval>,
  version: number,
  at: number,
  now: number,
): ReadonlyArray<Interval> {
  const others = chain.filter((other) => other.version !== version && (other.from !== at || at <= now))
  const begins = [
    ...others.filter(({ from }) => from <= at),
    { version, from: at },
    ...others.filter(({ from }) => from > at),
  ]
  return begins.map(({ version, from }, n) => ({ version, from, to: begins[n + 1]?.from ?? null }))
}

/** The version in force at a moment. */
export function inForce(chain: ReadonlyArray<Interval>, at: number): Interval | undefined {
  return chain.find(({ from, to }) => from <= at && (to === null || to > at))
}

/** The version that was in force before the version that is in force at a moment. */
export function inForceBefore(chain: ReadonlyArray<Interval>, at: number): Interval | undefined {
  const current = inForce(chain, at)
  return current === undefined
    ? undefined
    : chain.findLast(({ from, to }) => to !== null && to > from && to <= current.from)
}
