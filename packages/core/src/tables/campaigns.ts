/** The columns of the campaign tables. */
import type { InputTable, PartTable } from "./column.ts"

export const CAMPAIGN_TYPES = {
  columns: {
    name: { kind: "text", required: true },
    respect_exclusion_windows: { kind: "boolean" },
    enable_followups: { kind: "boolean" },
    days_before_event: { kind: "integer" },
    target_all_contacts: { kind: "boolean" },
    priority: { kind: "integer" },
    active: { kind: "boolean" },
    any_day: { kind: "boolean" },
    holdout_percentage: { kind: "decimal" },
  },
  strict: true,
} as const satisfies InputTable

export const CAMPAIGN_INSTANCES = {
  columns: {
    id: { kind: "id", required: true },
    campaign_type: { kind: "text", required: true },
    instance_name: { kind: "text" },
    email_template: { kind: "text" },
    sms_template: { kind: "text" },
    active_start_date: { kind: "date" },
    active_end_date: { kind: "end_date" },
    metadata: { kind: "json" },
    org_id: { kind: "id" },
    holdout_percentage: { kind: "decimal" },
  },
  strict: true,
} as const satisfies InputTable

export const CONTACT_CAMPAIGNS = {
  columns: {
    contact_id: { kind: "id", required: true, also: ["text"] },
    campaign_instance_id: { kind: "id", required: true },
    trigger_date: { kind: "date", also: ["text", "unread"] },
    status: { kind: "text" },
    metadata: { kind: "json" },
  },
} as const satisfies InputTable

/** The enrolments, the rows of `contact_campaigns`, as the rules read them. */
export const ENROLMENT_COLUMNS = {
  /** Index into the campaign instances. */
  instance: { kind: "number", staged: "instance", published: "instance" },
  trigger: { kind: "day", staged: "trigger_day", published: "trigger_date" },
  /** 1 if the status is pending or scheduled. Other rows only replace an implied enrolment. */
  takesPart: { kind: "flag", staged: "takes_part", published: "takes_part" },
} as const satisfies PartTable
