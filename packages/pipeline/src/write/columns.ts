/** The names and DuckDB types of the columns of a run's Parquet files. */

export const RUN_COLUMNS = {
  schedules: {
    contact_id: "BIGINT",
    org_id: "BIGINT",
    email_type: "VARCHAR",
    scheduled_send_date: "DATE",
    scheduled_send_time: "VARCHAR",
    send_at: "TIMESTAMP",
    status: "VARCHAR",
    skip_reason: "VARCHAR",
    priority: "INTEGER",
    campaign_instance_id: "BIGINT",
    email_template: "VARCHAR",
    sms_template: "VARCHAR",
    event_date: "DATE",
    ideal_send_date: "DATE",
    moved_by: "VARCHAR",
    parent_schedule_id: "BIGINT",
    metadata: "VARCHAR",
    scheduler_run_id: "VARCHAR",
  },
  rejects: { contact_id: "VARCHAR", row_number: "BIGINT", reason: "VARCHAR", detail: "VARCHAR" },
  warnings: { contact_id: "VARCHAR", warning: "VARCHAR", detail: "VARCHAR" },
} as const
