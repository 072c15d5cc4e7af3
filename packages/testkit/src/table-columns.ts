import type { TableName } from "./world.ts"

export type ColumnKind = "id" | "text" | "date" | "instant" | "integer" | "decimal" | "flag"

/** The columns of every input table, in the order in which they are written. */
export const TABLE_COLUMNS: Readonly<Record<TableName, Readonly<Record<string, ColumnKind>>>> = {
  contacts: {
    id: "id",
    org_id: "id",
    email: "text",
    zip_code: "text",
    state: "text",
    birth_date: "date",
    effective_date: "date",
  },
  email_schedules: {
    id: "id",
    contact_id: "id",
    email_type: "text",
    scheduled_send_date: "date",
    status: "text",
    event_date: "date",
    campaign_instance_id: "id",
    actual_send_datetime: "instant",
    parent_schedule_id: "id",
  },
  campaign_types: {
    name: "text",
    respect_exclusion_windows: "flag",
    enable_followups: "flag",
    days_before_event: "integer",
    target_all_contacts: "flag",
    priority: "integer",
    active: "flag",
    any_day: "flag",
  },
  campaign_instances: {
    id: "id",
    campaign_type: "text",
    instance_name: "text",
    email_template: "text",
    sms_template: "text",
    active_start_date: "date",
    active_end_date: "date",
    metadata: "text",
    org_id: "id",
  },
  contact_campaigns: {
    contact_id: "id",
    campaign_instance_id: "id",
    trigger_date: "date",
    status: "text",
    metadata: "text",
  },
  tracking_clicks: { contact_id: "id", clicked_at: "instant", schedule_id: "id" },
  contact_events: { contact_id: "id", event_type: "text", metadata: "text", created_at: "instant" },
  suppressions: { contact_id: "id", email: "text", reason: "text", since: "date" },
  organisations: {
    org_id: "id",
    name: "text",
    time_zone: "text",
    daily_send_percentage_cap: "decimal",
    daily_cap: "integer",
    weekdays: "text",
    holidays: "text",
    blackout_dates: "text",
    warm_up: "text",
  },
}
