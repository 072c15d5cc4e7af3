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
    ...row,
    contact_id: jsonId(row.contact_id),
    org_id: jsonId(row.org_id),
    campaign_instance_id: jsonIdOrNull(row.campaign_instance_id),
    parent_schedule_id: jsonIdOrNull(row.parent_schedule_id),
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
