/** What an organisation may send on each day. */
import type { Day } from "../day/civil.ts"

export interface Capacity {
  /** The cap of a day on which nothing but percentage and daily cap limits it. No day has a higher one. */
  readonly cap: number
  /** The threshold of such a day: a day with a higher load is overloaded. No day has a higher one. */
  readonly threshold: number
  /** Cap and threshold by day. Absent if they are the same on every day. */
  readonly byDay?: CapacityByDay | undefined
}

export interface CapacityByDay {
  /** 0 on a day that is no sending day. */
  capOn(day: Day): number
  thresholdOn(day: Day): number
}

export function capOn({ cap, byDay }: Capacity, day: Day): number {
  return byDay === undefined ? cap : byDay.capOn(day)
}

export function thresholdOn({ threshold, byDay }: Capacity, day: Day): number {
  return byDay === undefined ? threshold : byDay.thresholdOn(day)
}

/** Whether emails may be moved to the day. */
export function isSendingDay({ byDay }: Capacity, day: Day): boolean {
  return byDay === undefined || byDay.capOn(day) > 0
}

/**
 * Whether a load is more than the day may have. Only emails that go on any day, and history, are on a day that is no
 * sending day; nothing limits them.
 */
export function isOverloaded(capacity: Capacity, day: Day, load: number): boolean {
  if (capacity.byDay === undefined) return load > capacity.threshold
  return load > capacity.byDay.thresholdOn(day) && capacity.byDay.capOn(day) > 0
}

/** The limits of consecutive days, for planning. */
export interface DayLimits {
  readonly caps: Float64Array
  readonly thresholds: Float64Array
  /**
   * How far the threshold of each day is from that of the organisation: 0 or below, −∞ on a day that is no sending day.
   * Days that must rise rise to one level plus this, so that they are equally far above their own thresholds.
   */
  readonly lift: Float64Array
}

export function dayLimits(capacity: Capacity, first: Day, days: number): DayLimits {
  const caps = new Float64Array(days).fill(capacity.cap)
  const thresholds = new Float64Array(days).fill(capacity.threshold)
  const lift = new Float64Array(days)
  if (capacity.byDay === undefined) return { caps, thresholds, lift }
  for (let t = 0; t < days; t++) {
    caps[t] = capacity.byDay.capOn(first + t)
    thresholds[t] = capacity.byDay.thresholdOn(first + t)
    lift[t] = caps[t] > 0 ? thresholds[t] - capacity.threshold : Number.NEGATIVE_INFINITY
  }
  return { caps, thresholds, lift }
}
