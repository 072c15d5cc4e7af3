/**
 * When configuration versions are in force: half-open intervals of one environment that follow on each other without gap or
 * overlap, the last one open. What has begun stays; only what is ahead can change.
 */

/** Milliseconds since 1970-01-01 UTC; `to` is not within, null is until further notice. */
export interface Interval {
  readonly version: number
  readonly from: number
  readonly to: number | null
}

/**
 * Puts a version in force from `at` on, until the next one that is planned already.
 * @param chain intervals in their order
 * @param version one whose interval, if it has one, has not begun
 * @param at not before `now`; what was planned to begin just then is planned no more
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

/** The version that was in force before the one that is at a moment. */
export function inForceBefore(chain: ReadonlyArray<Interval>, at: number): Interval | undefined {
  const current = inForce(chain, at)
  return current === undefined
    ? undefined
    : chain.findLast(({ from, to }) => to !== null && to > from && to <= current.from)
}
