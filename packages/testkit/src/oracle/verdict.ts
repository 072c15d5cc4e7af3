/** One decision, with the columns of `schedules` except the run id. */
export interface OracleRow {
  readonly contact_id: bigint
  readonly org_id: bigint
  readonly email_type: string
  readonly scheduled_send_date: string
  readonly scheduled_send_time: string
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly send_at: string
  readonly status: "pre-scheduled" | "skipped"
  readonly skip_reason: SkipReason | null
  readonly priority: number
  readonly campaign_instance_id: bigint | null
  readonly email_template: string | null
  readonly sms_template: string | null
  readonly event_date: string | null
  readonly ideal_send_date: string
  readonly moved_by: MovedBy | null
  readonly parent_schedule_id: bigint | null
  readonly metadata: string | null
  readonly time_zone: string | null
  readonly sms_send_at: string | null
  readonly sms_skip_reason: string | null
}

export type SkipReason =
  | "exclusion_window"
  | "year_round_exclusion"
  | "missing_birth_date"
  | "suppressed"
  | "expired"
  | "campaign_conflict"
  | "frequency_limit"
  | "superseded"
  | "holdout"
  | "no_sending_day"

/**
 * Values of `moved_by`. Those of load balancing are missing, because the second implementation does not cover
 * it.
 */
export type MovedBy = "kept" | "catch_up" | "sending_day"

export interface Reject {
  /** The id as it is in the input. */
  readonly contact_id: string | null
  /** Number of the row in the input, counted from 1. */
  readonly row_number: number
  readonly reason: string
}

export interface Warning {
  readonly contact_id: string | null
  readonly warning: string
}

export interface Verdict {
  /** Ordered by contact, type, instance, ideal date and parent. */
  readonly rows: ReadonlyArray<OracleRow>
  readonly rejects: ReadonlyArray<Reject>
  readonly warnings: ReadonlyArray<Warning>
}
