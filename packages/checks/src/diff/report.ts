/** The report of a comparison. */
import type { Manifest } from "@almanac/pipeline/run/manifest"
import type { Kind } from "./row-causes.ts"
import type { RunCause } from "./run-causes.ts"

export interface ComparedRun {
  readonly directory: string
  readonly run_id: string
  readonly as_of: string
  readonly rule_set: string
  readonly config_hash: string
  readonly software: string
  readonly contacts: number
  readonly rejects: number
  readonly rows: number
  readonly pre_scheduled: number
  readonly skipped: number
  readonly schedules_checksum: string
}

export interface DiffCounts {
  readonly added: number
  readonly removed: number
  readonly moved: number
  readonly changed: number
  readonly unchanged: number
}

/** The contacts of a state with differences, and their emails. */
export interface StateDifference {
  readonly state: string
  readonly contacts: number
  /** Emails that run A sends and run B does not. */
  readonly no_longer_sent: number
  readonly newly_sent: number
  /** Emails that both send, on different days. */
  readonly moved: number
  /** Other rows that differ. */
  readonly otherwise: number
}

export interface CauseCount {
  readonly kind: Kind
  readonly cause: string
  /** The cause in words. */
  readonly why: string
  readonly rows: number
  readonly by_type: ReadonlyArray<{ readonly email_type: string; readonly rows: number }>
}

export interface Example {
  readonly kind: Kind
  readonly cause: string
  readonly contact_id: bigint
  readonly email_type: string
  readonly campaign_instance_id: bigint | null
  readonly parent_schedule_id: bigint | null
  readonly event_date: string | null
  /** The columns that differ. Empty if only one run has the row. */
  readonly fields: ReadonlyArray<string>
  /**
   * The row in each run, with the columns of `schedules` except contact id and run id. Null
   * if the run has no row.
   */
  readonly a: Readonly<Record<string, unknown>> | null
  readonly b: Readonly<Record<string, unknown>> | null
}

export interface DiffReport {
  readonly a: ComparedRun
  readonly b: ComparedRun
  /** Whether all rows are equal. */
  readonly identical: boolean
  /** The differences between the runs apart from their rows. */
  readonly causes: ReadonlyArray<RunCause>
  readonly counts: DiffCounts
  /** Of the moved rows, how many moved to an earlier and to a later day, and by how many days in total. */
  readonly moves: { readonly earlier: number; readonly later: number; readonly days: number }
  readonly by_type: ReadonlyArray<DiffCounts & { readonly email_type: string }>
  /** Ordered by kind, and within each kind by the number of rows, largest first. */
  readonly by_cause: ReadonlyArray<CauseCount>
  /** The states with differences, those with most contacts first. Empty if a run keeps no snapshot. */
  readonly by_state: ReadonlyArray<StateDifference>
  readonly examples: ReadonlyArray<Example>
}

export function comparedRun(directory: string, manifest: Manifest): ComparedRun {
  const { counts } = manifest
  return {
    directory,
    run_id: manifest.run_id,
    as_of: manifest.as_of,
    rule_set: manifest.rule_set,
    config_hash: manifest.config.hash,
    software: manifest.software.almanac,
    contacts: counts.contacts,
    rejects: counts.rejects,
    rows: counts.rows,
    pre_scheduled: counts.pre_scheduled,
    skipped: counts.skipped,
    schedules_checksum: manifest.schedules_checksum,
  }
}
