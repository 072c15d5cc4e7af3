/** The daily volume of one organisation, as manifests and releases hold it. Days are ISO dates. */
export interface OrgVolume {
  readonly org_id: bigint
  /** Absent if the organisation has no name, and in runs of before. */
  readonly name?: string
  /** Number of schedulable contacts. */
  readonly contacts: number
  /** The cap of a sending day without warm-up. */
  readonly cap: number
  /** The threshold of such a day. */
  readonly threshold: number
  /**
   * The caps of the days on which another one holds, up to the last day with emails: 0 on a day that is no sending day,
   * otherwise a step of a warm-up. Such a cap is the threshold of its day too. Absent if there are no such days.
   */
  readonly caps?: Readonly<Record<string, number>>
  /** Planned emails by day. */
  readonly loads: Readonly<Record<string, number>>
  /**
   * For a run with load balancing: all emails of each day before balancing, including history and follow-ups,
   * also foreseen ones.
   */
  readonly loads_before?: Readonly<Record<string, number>>
  /**
   * For a run with load balancing: history rows dated on each day. They count against the cap besides
   * `loads`.
   */
  readonly loads_history?: Readonly<Record<string, number>>
  /**
   * For a run with foreseen follow-ups: the follow-ups that planned and queued emails will cause on each day.
   * They count against the cap too.
   */
  readonly loads_foreseen?: Readonly<Record<string, number>>
  /** Days that are above the threshold because no assignment avoids it. */
  readonly overloads?: ReadonlyArray<{ readonly date: string; readonly load: number }>
}

type Limits = Pick<OrgVolume, "cap" | "threshold" | "caps">

/** The cap of a day; 0 if it is no sending day. */
export function volumeCapOn({ cap, caps }: Limits, date: string): number {
  return caps?.[date] ?? cap
}

/** The threshold of a day; 0 if it is no sending day. */
export function volumeThresholdOn({ threshold, caps }: Limits, date: string): number {
  return caps?.[date] ?? threshold
}
