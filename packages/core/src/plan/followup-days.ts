/** On which day the foreseen follow-up of an email goes. */
import { type Day, NO_DAY } from "../day/civil.ts"

export interface FollowupDays {
  /** Days from an email to its foreseen follow-up. */
  readonly followupDaysAfter: number
  /** Where sending days decide it: the day of the follow-up of an email sent on `day`; NO_DAY if it has none. */
  readonly followupOn?: ((day: Day) => Day) | undefined
}

/** The day of the foreseen follow-up of an email that is sent on `day`; NO_DAY if there is none. */
export function followupDay({ followupDaysAfter, followupOn }: FollowupDays, day: Day): Day {
  return followupOn === undefined ? day + followupDaysAfter : followupOn(day)
}

/** No day among offsets of days. */
export const NONE = -1

/**
 * The days of the follow-ups of emails sent on consecutive days, as offsets from the first of them. {@link NONE} for an
 * email without follow-up.
 */
export function followupOffsets(followups: FollowupDays, first: Day, days: number): Int32Array {
  return Int32Array.from({ length: days }, (_, t) => {
    const day = followupDay(followups, first + t)
    return day === NO_DAY ? NONE : day - first
  })
}
