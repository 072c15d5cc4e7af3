/** A stretch of busy days that are planned together. Days are counted from the first day of the stretch. */

/** Emails that can go on any day from `released` to `due`. */
export interface Bundle {
  readonly released: number
  readonly due: number
  readonly count: number
}

/** Emails that add the same load to days: either all cause follow-ups, or none does. */
export interface Flow {
  readonly parents: boolean
  /** The cost of one day of waiting for one email. */
  readonly weight: number
  readonly bundles: ReadonlyArray<Bundle>
}

/**
 * Emails of a flow with follow-ups that cause no follow-up if they are sent on day `turns` or later, because
 * it would fall into a window. Those that wait until then continue in a flow without follow-ups.
 */
export interface Turn extends Bundle {
  readonly turns: number
  /**
   * Number of the flow with follow-ups. Its bundles hold these emails with the day before `turns` as the last
   * day.
   */
  readonly from: number
  /** Number of the flow without follow-ups. */
  readonly to: number
}

export interface Stretch {
  /** Number of days on which its emails may go. */
  readonly days: number
  /** The day of the follow-up of an email sent on each of its days (followup-days.ts). */
  readonly followupOn: Int32Array
  /** Emails that do not move, by day, up to the day of the last follow-up. */
  readonly fixed: Float64Array
  /** What each of these days takes without being raised; at least its fixed emails. */
  readonly base: Float64Array
  /** How much higher than a level each of them may rise (capacity.ts). Days on which nothing may go never rise. */
  readonly lift: Float64Array
  readonly flows: ReadonlyArray<Flow>
  readonly turns: ReadonlyArray<Turn>
}

/** Emails of a flow by the day of their release. */
export function releasesOf({ bundles }: Flow, days: number): Float64Array {
  const releases = new Float64Array(days)
  for (const { released, count } of bundles) releases[released] += count
  return releases
}

/**
 * How many emails released from day `a` to day `b` may go after `b`, as `[b][a]`. The emails that wait at the
 * end of `b` can exceed those that wait at the end of the day before `a` by no more than this.
 */
export function patientEmails({ bundles }: Flow, days: number): ReadonlyArray<Float64Array> {
  const patient = Array.from({ length: days }, () => new Float64Array(days))
  for (const { released, due, count } of bundles) {
    for (let b = released; b < Math.min(due, days); b++) {
      const own = patient[b] as Float64Array
      own[released] += count
    }
  }
  for (const [b, own] of patient.entries()) {
    for (let a = b - 1; a >= 0; a--) own[a] += own[a + 1]
  }
  return patient
}
