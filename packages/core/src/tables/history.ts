/** The columns of `email_schedules`, the history: those of the input, and those that the rules read. */
import type { InputTable, PartTable } from "./column.ts"

export const EMAIL_SCHEDULES = {
  columns: {
    id: { kind: "id", required: true },
    contact_id: { kind: "id", required: true, also: ["text"] },
    email_type: { kind: "text", required: true },
    scheduled_send_date: { kind: "date", required: true },
    status: { kind: "text", required: true },
    event_date: { kind: "date", also: ["unread"] },
    campaign_instance_id: { kind: "id", also: ["unread"] },
    actual_send_datetime: { kind: "instant", day: "actual_send_date", also: ["unread"] },
    parent_schedule_id: { kind: "id", also: ["unread"] },
  },
} as const satisfies InputTable

export const HISTORY_COLUMNS = {
  id: { kind: "id", staged: "id", published: "id" },
  /** Email type code, UNKNOWN_TYPE or UNKNOWN_FOLLOWUP. */
  type: { kind: "type", staged: "type", published: "type" },
  /** Index into HISTORY_STATUSES. */
  status: { kind: "code", staged: "status", published: "status" },
  /** The actual send date if it is known, else the scheduled one. */
  sentOn: { kind: "day", staged: "sent_on", published: "sent_on" },
  event: { kind: "day", staged: "event", published: "event_date" },
  hasInstance: { kind: "flag", staged: "has_instance" },
  instanceId: {
    kind: "id",
    staged: "instance_id",
    published: "campaign_instance_id",
    given: "hasInstance",
  },
  /** Index into the campaign instances; −1 if the row belongs to none of them. */
  instance: { kind: "number", staged: "instance", published: "instance" },
  hasParent: { kind: "flag", staged: "has_parent" },
  parentId: { kind: "id", staged: "parent_id", published: "parent_schedule_id", given: "hasParent" },
} as const satisfies PartTable
