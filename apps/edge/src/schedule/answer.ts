/** Makes the JSON of answers. */
import { formatDay } from "@almanac/core/day/civil"
import type { CandidateTrace } from "@almanac/core/explain/trace"
import type { ScheduleRow } from "@almanac/core/record/records"
import type { ExplainedSchedule, Schedule } from "@almanac/core/services/scheduler"
import { jsonId, jsonIdOrNull } from "../http/json.ts"
import type { Question } from "./read-request.ts"

/** A row with the columns of the table `schedules`. */
export function jsonRow(row: ScheduleRow, runId: string | null) {
  return {
    contact_id: jsonId(row.contact_id),
    org_id: jsonId(row.org_id),
    email_type: row.email_type,
    scheduled_send_date: row.scheduled_send_date,
    scheduled_send_time: row.scheduled_send_time,
    send_at: row.send_at,
    status: row.status,
    skip_reason: row.skip_reason,
    priority: row.priority,
    campaign_instance_id: jsonIdOrNull(row.campaign_instance_id),
    email_template: row.email_template,
    sms_template: row.sms_template,
    event_date: row.event_date,
    ideal_send_date: row.ideal_send_date,
    moved_by: row.moved_by,
    parent_schedule_id: jsonIdOrNull(row.parent_schedule_id),
    metadata: row.metadata,
    scheduler_run_id: runId,
  }
}

export function jsonTrace(trace: ReadonlyArray<CandidateTrace>) {
  return trace.map((step) => ({ ...step, campaign_instance_id: jsonIdOrNull(step.campaign_instance_id) }))
}

/** The answer to a question. No run has written its rows, so `scheduler_run_id` is null. */
export function jsonAnswer(
  { record, book, warnings }: Question,
  { rows, balanced, ...explained }: Schedule | ExplainedSchedule,
) {
  return {
    contact_id: jsonId(record.id),
    org_id: jsonId(record.orgId),
    as_of: formatDay(book.today),
    balanced,
    rows: rows.map((row) => jsonRow(row, null)),
    warnings,
    ...("trace" in explained && { trace: jsonTrace(explained.trace) }),
  }
}
