/**
 * Contacts and rows as plain records, for code that handles single contacts: the edge, `explain`, tests.
 * Dates are whole days. Absent values are null.
 */
import type { Day } from "../day/civil.ts"
import type { ContactFacts } from "../domain/contact.ts"

export interface EnrolmentRecord {
  readonly campaignInstanceId: bigint
  readonly triggerDate: Day | null
  readonly status: string | null
}

/**
 * A row of `email_schedules`. The rules use rows that are scheduled, processing, sent, delivered or
 * pre-scheduled.
 */
export interface HistoryRecord {
  readonly id: bigint
  readonly emailType: string
  readonly status: string
  readonly scheduledSendDate: Day | null
  readonly actualSendDate: Day | null
  readonly eventDate: Day | null
  readonly campaignInstanceId: bigint | null
  readonly parentScheduleId: bigint | null
}

export interface ContactRecord extends ContactFacts {
  readonly suppressed: boolean
  /** Last day of each kind of engagement. */
  readonly clickedOn: Day | null
  readonly answeredOn: Day | null
  readonly answeredYesOn: Day | null
  readonly enrolments: ReadonlyArray<EnrolmentRecord>
  readonly history: ReadonlyArray<HistoryRecord>
}

/** One decision, with all columns of `schedules` except the run id. Dates are ISO texts. */
export interface ScheduleRow {
  readonly contact_id: bigint
  readonly org_id: bigint
  readonly email_type: string
  readonly scheduled_send_date: string
  readonly scheduled_send_time: string
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly send_at: string
  readonly status: "pre-scheduled" | "skipped"
  readonly skip_reason: string | null
  readonly priority: number
  readonly campaign_instance_id: bigint | null
  readonly email_template: string | null
  readonly sms_template: string | null
  readonly event_date: string | null
  readonly ideal_send_date: string
  readonly moved_by: string | null
  readonly parent_schedule_id: bigint | null
  readonly metadata: string | null
}
