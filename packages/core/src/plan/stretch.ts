/** A stretch of busy days that are planned together. Days count from the first of the stretch. */

/** Emails that can go from the day `released` to the day `due`. */
export interface Bundle {
  readonly released: number
  readonly due: number
  readonly count: number
}

/** Emails that are alike to the days: all of them cause follow-ups, or none does. */
export interface Flow {
  readonly parents: boolean
  /** What a day of waiting costs, for one of them. */
  readonly weight: number
  readonly bundles: ReadonlyArray<Bundle>
}

/**
 * Emails of a flow with follow-ups that cause none from the day `turns` on: then their follow-ups would fall into a window.
 * Those that have waited until then go on in a flow without follow-ups.
 */
export interface Turn extends Bundle {
  readonly turns: number
  /** Number of the flow with follow-ups, whose bundles hold them with the day before as the last. */
  readonly from: number
  /** Number of the flow without. */
  readonly to: number
}

export interface Stretch {
  /** Number of days on which its emails may go. */
  readonly days: number
  /** Days from an email to its follow-up. */
  readonly followupDaysAfter: number
  /** Emails that do not move, by day; their days go on to the last follow-up. */
  readonly fixed: Float64Array
  /** What each of these days takes without need, at least its fixed emails. */
  readonly base: Float64Array
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
 * Of emails released from day `a` to day `b`, how many may go after `b`, as `[b][a]`. So many more may wait at the end of `b`
 * than wait at the end of the day before `a`: no others can.
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
    for (let a = b - 1; a >= 0; a--) own[a] = own[a] + own[a + 1]
  }
  return patient
}
