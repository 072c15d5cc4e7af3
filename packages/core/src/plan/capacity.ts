/** What an organisation may send on each day: cap and threshold (rules, section 14). */
import type { Day } from "../day/civil.ts"
import type { OrganisationRules } from "../rules/organisation-rules.ts"
import { dailyCap, dailyThreshold } from "./cap.ts"

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

/** What decides the cap of a sending day. */
export type CapOrigin = "percentage" | "daily_cap" | "warm_up"

interface OrdinaryDay extends Pick<Capacity, "cap" | "threshold"> {
  readonly origin: CapOrigin
}

/** A sending day without warm-up. If percentage and daily cap are equal, the daily cap decides. */
function ordinaryDay({ config }: OrganisationRules, contacts: number): OrdinaryDay {
  const { daily_send_percentage_cap, overage_threshold, daily_cap } = config.load_balancing
  const cap = dailyCap(daily_send_percentage_cap, contacts)
  return daily_cap !== null && daily_cap <= cap
    ? { cap: daily_cap, threshold: daily_cap, origin: "daily_cap" }
    : { cap, threshold: dailyThreshold(overage_threshold, cap), origin: "percentage" }
}

/**
 * The capacity of an organisation from `today` on.
 * @param contacts number of its schedulable contacts
 */
export function capacityOf(organisation: OrganisationRules, today: Day, contacts: number): Capacity {
  const { sendingDays, warmUp } = organisation
  const { cap, threshold } = ordinaryDay(organisation, contacts)
  const warms = warmUp !== undefined && !warmUp.isOver(today)
  if (sendingDays.isEveryDay && !warms) return { cap, threshold }
  const stepOn = (day: Day): number => (warms ? warmUp.stepOn(day) : undefined) ?? Number.POSITIVE_INFINITY
  const limitOn = (day: Day, otherwise: number): number => {
    if (!sendingDays.isSendingDay(day)) return 0
    const step = stepOn(day)
    return step <= cap ? step : otherwise
  }
  return {
    cap,
    threshold,
    byDay: { capOn: (day) => limitOn(day, cap), thresholdOn: (day) => limitOn(day, threshold) },
  }
}

/** What decides the cap of a sending day. A step of the warm-up that equals another limit decides. */
export function capOriginOn(organisation: OrganisationRules, contacts: number, day: Day): CapOrigin {
  const { cap, origin } = ordinaryDay(organisation, contacts)
  const step = organisation.warmUp?.stepOn(day)
  return step !== undefined && step <= cap ? "warm_up" : origin
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

/** The caps of the days from `first` through `last` that have another cap or another threshold than most days. */
export function differentCaps(capacity: Capacity, first: Day, last: Day): ReadonlyMap<Day, number> {
  const { cap, threshold, byDay } = capacity
  const caps = new Map<Day, number>()
  for (let day = first; byDay !== undefined && day <= last; day++) {
    const own = byDay.capOn(day)
    if (own !== cap || byDay.thresholdOn(day) !== threshold) caps.set(day, own)
  }
  return caps
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
