/** The daily volume of one organisation, as manifests and releases hold it. Days are ISO dates. */
export interface OrgVolume {
  readonly org_id: bigint
  /** Absent if the organisation has no name, and in runs of before. */
  readonly name?: string
  /** Number of schedulable contacts. */
  readonly contacts: number
  readonly cap: number
  readonly threshold: number
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
