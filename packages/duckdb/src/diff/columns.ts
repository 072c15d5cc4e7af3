/** The columns of a finished run's files that a comparison reads, and the SQL made from their names. */
import { literal } from "../database/statement.ts"

export const SCHEDULE_COLUMNS: Readonly<Record<string, string>> = {
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
}

export const REJECT_COLUMNS: Readonly<Record<string, string>> = { contact_id: "VARCHAR" }

const NAMES = Object.keys(SCHEDULE_COLUMNS)

/** Whether any column of the rows `a` and `b` differs. A row that is missing differs in its contact. */
export const differs = NAMES.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join("\n  OR ")

/** The names of the columns in which two rows differ, null for the others. */
export const changedFields = NAMES.map(
  (name) =>
    `CASE WHEN a.contact_id = b.contact_id AND a.${name} IS DISTINCT FROM b.${name} THEN ${literal(name)} END`,
).join(",\n    ")

/** The columns of an example beside those that say what the row is about. */
export const exampleColumns = (side: "a" | "b"): string =>
  NAMES.filter((name) => name !== "contact_id")
    .map((name) => `${name} := ${side}.${name}`)
    .join(", ")
