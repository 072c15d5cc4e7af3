/** The columns of the tables that a run writes. */
import { MOVES, SKIP_REASONS, SMS_SKIP_REASONS } from "../domain/decision.ts"

/**
 * The meaning of the values of an output column.
 *
 * - `id`: a 64-bit integer.
 * - `time`: a time of day, HH:MM:SS.
 * - `instant`: a moment in UTC.
 */
export type OutputKind = "id" | "integer" | "text" | "date" | "time" | "instant"

export interface OutputColumn {
  readonly kind: OutputKind
  readonly nullable?: true
  /** The texts that the column can have; null among them has no meaning. */
  readonly oneOf?: ReadonlyArray<string | null>
  /** Whether many rows have the same value, so that a release has it once for all of them. */
  readonly shared?: true
  /** What the column holds. The OpenAPI document says it too. */
  readonly says?: string
}

export type OutputTable = Readonly<Record<string, OutputColumn>>

export const SCHEDULES = {
  contact_id: { kind: "id" },
  org_id: { kind: "id" },
  email_type: {
    kind: "text",
    shared: true,
    says: "birthday, effective_date, aep, post_window, campaign_…, followup_…",
  },
  scheduled_send_date: { kind: "date", says: "The day on which the email goes, or would have gone." },
  scheduled_send_time: {
    kind: "time",
    shared: true,
    says: "The time of day in time_zone, or in Central time if that is null.",
  },
  send_at: { kind: "instant", says: "The same time in UTC." },
  status: { kind: "text", shared: true, oneOf: ["pre-scheduled", "skipped"] },
  skip_reason: { kind: "text", nullable: true, shared: true, oneOf: SKIP_REASONS },
  priority: { kind: "integer", shared: true, says: "A lower number wins." },
  campaign_instance_id: { kind: "id", nullable: true, shared: true },
  email_template: { kind: "text", nullable: true, shared: true },
  sms_template: { kind: "text", nullable: true, shared: true },
  event_date: {
    kind: "date",
    nullable: true,
    says: "The birthday, anniversary or other day that the email is about.",
  },
  ideal_send_date: { kind: "date", says: "The day on which the email should go, before anything moved it." },
  moved_by: {
    kind: "text",
    nullable: true,
    shared: true,
    oneOf: MOVES,
    says: "The step that moved the email last.",
  },
  parent_schedule_id: { kind: "id", nullable: true, says: "For a follow-up, the email that it follows." },
  metadata: { kind: "text", nullable: true, says: "JSON text." },
  scheduler_run_id: { kind: "text", says: "The run that decided. It is null in a stateless answer." },
  time_zone: {
    kind: "text",
    nullable: true,
    says: "The IANA zone of the send time. Null if timing.time_zone has its default, America/Chicago.",
  },
  sms_send_at: {
    kind: "instant",
    nullable: true,
    says: "The first minute in UTC at which the text message may go. Null if none goes.",
  },
  sms_skip_reason: {
    kind: "text",
    nullable: true,
    oneOf: SMS_SKIP_REASONS,
    says: "Why no text message goes, for a planned email with an SMS template, if text messages are enabled.",
  },
} as const satisfies OutputTable

export type ScheduleColumn = keyof typeof SCHEDULES

export const SCHEDULE_COLUMNS = Object.keys(SCHEDULES) as ReadonlyArray<ScheduleColumn>

/** The columns whose values many rows share. */
export type SharedColumn = {
  [K in ScheduleColumn]: (typeof SCHEDULES)[K] extends { readonly shared: true } ? K : never
}[ScheduleColumn]

export const SHARED_COLUMNS = SCHEDULE_COLUMNS.filter(
  (name) => (SCHEDULES[name] as OutputColumn).shared,
) as ReadonlyArray<SharedColumn>

export const OUTPUT_TABLES = {
  schedules: SCHEDULES,
  rejects: {
    contact_id: { kind: "text", nullable: true, says: "The id as it was given." },
    row_number: { kind: "id", says: "The number of the row in the input." },
    reason: { kind: "text" },
    detail: { kind: "text" },
  },
  warnings: {
    contact_id: { kind: "text", nullable: true, says: "The id as it was given." },
    warning: { kind: "text" },
    detail: { kind: "text" },
  },
} as const satisfies Record<string, OutputTable>

/** The value of each kind of column in a record. Dates, times and instants are ISO texts. */
type ValueOf<C extends OutputColumn> = C["kind"] extends "id"
  ? bigint
  : C["kind"] extends "integer"
    ? number
    : string

/** A row as a record. A column is null only if it may be. */
export type OutputRow<T extends OutputTable> = {
  readonly [K in keyof T]: T[K] extends { readonly nullable: true } ? ValueOf<T[K]> | null : ValueOf<T[K]>
}
