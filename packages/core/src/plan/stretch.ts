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
}

/** Emails of a flow by the day of their release. */
export function releasesOf({ bundles }: Flow, days: number): Float64Array {
  const releases = new Float64Array(days)
  for (const { released, count } of bundles) releases[released] = (releases[released] as number) + count
  return releases
}

/**
 * Of emails released from day `a` to day `b`, how many may go after `b`, as `[a][b]`. So many more may wait at the end of `b`
 * than wait at the end of the day before `a`: no others can.
 */
export function patientEmails({ bundles }: Flow, days: number): ReadonlyArray<Float64Array> {
  const patient = Array.from({ length: days }, () => new Float64Array(days))
  for (const { released, due, count } of bundles) {
    const own = patient[released] as Float64Array
    for (let b = released; b < Math.min(due, days); b++) own[b] = (own[b] as number) + count
  }
  for (let a = days - 2; a >= 0; a--) {
    const own = patient[a] as Float64Array
    const later = patient[a + 1] as Float64Array
    for (let b = a + 1; b < days; b++) own[b] = (own[b] as number) + (later[b] as number)
  }
  return patient
}
