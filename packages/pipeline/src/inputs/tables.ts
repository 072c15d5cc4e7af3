/** The input tables: their columns, the meaning of each column, and the columns of the normalised views. */
import type { Kind } from "./kinds.ts"

export const TABLE_NAMES = [
  "contacts",
  "email_schedules",
  "campaign_types",
  "campaign_instances",
  "contact_campaigns",
  "tracking_clicks",
  "contact_events",
  "suppressions",
] as const

export type TableName = (typeof TABLE_NAMES)[number]

export interface ViewColumn {
  readonly name: string
  /** The column of the input table. */
  readonly of: string
  /** `text` is the value as it was given. `unread` tells whether a value was given that cannot be read. */
  readonly as: "value" | "text" | "unread"
}

export interface Table {
  readonly columns: Readonly<Record<string, Kind>>
  readonly required: ReadonlyArray<string>
  /** If it is not empty, the table needs at least one of these columns. */
  readonly oneOf: ReadonlyArray<string>
  /** Whether a value that cannot be read is refused. In other tables it becomes null. */
  readonly strict: boolean
  /** The columns of the view after `row_number`. */
  readonly view: ReadonlyArray<ViewColumn>
}

export const value = (name: string, of = name): ViewColumn => ({ name, of, as: "value" })
export const text = (of: string): ViewColumn => ({ name: `${of}_text`, of, as: "text" })
const unread = (of: string): ViewColumn => ({ name: `${of}_unread`, of, as: "unread" })

export type Tables = Readonly<Record<TableName, Table>>

export const TABLES: Tables = {
  contacts: {
    columns: {
      id: "id",
      org_id: "id",
      email: "text",
      zip_code: "text",
      state: "text",
      birth_date: "date",
      effective_date: "date",
    },
    required: ["id", "email", "zip_code"],
    oneOf: [],
    strict: false,
    view: [
      text("id"),
      value("id"),
      value("org_id"),
      text("org_id"),
      unread("org_id"),
      value("email"),
      value("zip_code"),
      value("state"),
      value("birth_date"),
      text("birth_date"),
      unread("birth_date"),
      value("effective_date"),
      text("effective_date"),
      unread("effective_date"),
    ],
  },
  email_schedules: {
    columns: {
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
    required: ["id", "contact_id", "email_type", "scheduled_send_date", "status"],
    oneOf: [],
    strict: false,
    view: [
      value("id"),
      value("contact_id"),
      text("contact_id"),
      value("email_type"),
      value("scheduled_send_date"),
      value("status"),
      value("event_date"),
      unread("event_date"),
      value("campaign_instance_id"),
      unread("campaign_instance_id"),
      value("actual_send_date", "actual_send_datetime"),
      unread("actual_send_datetime"),
      value("parent_schedule_id"),
      unread("parent_schedule_id"),
    ],
  },
  campaign_types: {
    columns: {
      name: "text",
      respect_exclusion_windows: "boolean",
      enable_followups: "boolean",
      days_before_event: "integer",
      target_all_contacts: "boolean",
      priority: "integer",
      active: "boolean",
    },
    required: ["name"],
    oneOf: [],
    strict: true,
    view: [
      value("name"),
      value("respect_exclusion_windows"),
      value("enable_followups"),
      value("days_before_event"),
      value("target_all_contacts"),
      value("priority"),
      value("active"),
    ],
  },
  campaign_instances: {
    columns: {
      id: "id",
      campaign_type: "text",
      instance_name: "text",
      email_template: "text",
      sms_template: "text",
      active_start_date: "date",
      active_end_date: "end_date",
      metadata: "json",
      org_id: "id",
    },
    required: ["id", "campaign_type"],
    oneOf: [],
    strict: true,
    view: [
      value("id"),
      value("campaign_type"),
      value("instance_name"),
      value("email_template"),
      value("sms_template"),
      value("active_start_date"),
      value("active_end_date"),
      value("metadata"),
      value("org_id"),
    ],
  },
  contact_campaigns: {
    columns: {
      contact_id: "id",
      campaign_instance_id: "id",
      trigger_date: "date",
      status: "text",
      metadata: "json",
    },
    required: ["contact_id", "campaign_instance_id"],
    oneOf: [],
    strict: false,
    view: [
      value("contact_id"),
      text("contact_id"),
      value("campaign_instance_id"),
      value("trigger_date"),
      text("trigger_date"),
      unread("trigger_date"),
      value("status"),
      value("metadata"),
    ],
  },
  tracking_clicks: {
    columns: { contact_id: "id", clicked_at: "instant" },
    required: ["contact_id", "clicked_at"],
    oneOf: [],
    strict: false,
    view: [value("contact_id"), value("clicked_on", "clicked_at")],
  },
  contact_events: {
    columns: { contact_id: "id", event_type: "text", metadata: "json", created_at: "instant" },
    required: ["contact_id", "event_type", "created_at"],
    oneOf: [],
    strict: false,
    view: [value("contact_id"), value("event_type"), value("metadata"), value("created_on", "created_at")],
  },
  suppressions: {
    // An opt-out must not be lost because its contact id is written in an unusual form.
    columns: { contact_id: "written_id", email: "text" },
    required: [],
    oneOf: ["contact_id", "email"],
    strict: false,
    view: [value("contact_id"), text("contact_id"), unread("contact_id"), value("email")],
  },
}
