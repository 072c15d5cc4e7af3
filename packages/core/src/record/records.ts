/**
 * Contacts and rows as plain records, for code that handles single contacts: the edge, `explain`, tests.
 * Dates are whole days. Absent values are null.
 */
import type { Day } from "../day/civil.ts"
import type { ContactFacts, OptOuts } from "../domain/contact.ts"
import type { OutputRow, SCHEDULES } from "../tables/output.ts"

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

export interface ContactRecord extends ContactFacts, OptOuts {
  /** Last day of each kind of engagement. */
  readonly clickedOn: Day | null
  readonly answeredOn: Day | null
  readonly answeredYesOn: Day | null
  readonly enrolments: ReadonlyArray<EnrolmentRecord>
  readonly history: ReadonlyArray<HistoryRecord>
}

/** One decision, with all columns of `schedules` except the run id. Dates are ISO texts. */
export interface ScheduleRow extends Omit<OutputRow<typeof SCHEDULES>, "status" | "scheduler_run_id"> {
  readonly status: "pre-scheduled" | "skipped"
}
