/** The daily volume of one organisation, as the manifest of its run says it. Days are ISO dates. */
export interface OrgVolume {
  readonly org_id: bigint
  /** Schedulable contacts. */
  readonly contacts: number
  readonly cap: number
  readonly threshold: number
  /** Emails planned for a day. */
  readonly loads: Readonly<Record<string, number>>
  /** Of a balanced run: all emails of a day before balancing, history and follow-ups, foreseen ones too, included. */
  readonly loads_before?: Readonly<Record<string, number>>
  /** Of a balanced run: history rows dated on the day; they count against the cap besides `loads`. */
  readonly loads_history?: Readonly<Record<string, number>>
  /** Of a run that foresees follow-ups: those that emails planned and queued will cause on the day. They count too. */
  readonly loads_foreseen?: Readonly<Record<string, number>>
  /** Days that end above the threshold because no assignment avoids it. */
  readonly overloads?: ReadonlyArray<{ readonly date: string; readonly load: number }>
}
