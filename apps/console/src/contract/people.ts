/** People: one contact of a run, with the reasons for each email. */
import * as Schema from "effect/Schema"
import { changes, reads } from "./endpoint.ts"
import { Citation } from "./law.ts"

const Nullable = Schema.NullOr(Schema.String)

/** The run that decided, as evidence names it. */
export const DecidingRun = Schema.Struct({
  directory: Schema.String,
  run_id: Schema.String,
  as_of: Schema.String,
  rule_set: Schema.String,
  config_version: Nullable,
  /** Where the settings are from. */
  config_source: Schema.String,
  config_hash: Schema.String,
  schedules_checksum: Schema.String,
  /** The version of Almanac that made the run. */
  almanac: Schema.String,
})
export type DecidingRun = typeof DecidingRun.Type

/** A row of `schedules` with all its columns. */
const ScheduleRow = Schema.Struct({
  contact_id: Schema.String,
  org_id: Schema.String,
  email_type: Schema.String,
  scheduled_send_date: Schema.String,
  scheduled_send_time: Schema.String,
  send_at: Schema.String,
  status: Schema.Literals(["pre-scheduled", "skipped"]),
  skip_reason: Nullable,
  priority: Schema.Number,
  campaign_instance_id: Nullable,
  email_template: Nullable,
  sms_template: Nullable,
  event_date: Nullable,
  ideal_send_date: Schema.String,
  moved_by: Nullable,
  parent_schedule_id: Nullable,
  metadata: Nullable,
  scheduler_run_id: Schema.String,
  time_zone: Nullable,
  sms_send_at: Nullable,
  sms_skip_reason: Nullable,
})
export type ScheduleRow = typeof ScheduleRow.Type

const Statute = Schema.Struct({ citation: Citation, differs: Nullable })

const Step = Schema.Struct({
  rule: Schema.String,
  text: Schema.String,
  window: Schema.optionalKey(Schema.Struct({ start: Schema.String, end: Nullable })),
  citation: Schema.optionalKey(Citation),
  statute: Schema.optionalKey(Statute),
})
export type Step = typeof Step.Type

/** An email that was considered. */
const Email = Schema.Struct({
  /** Null if history settles it. */
  row: Schema.NullOr(ScheduleRow),
  email_type: Schema.String,
  campaign_instance_id: Nullable,
  campaign_name: Nullable,
  event_date: Nullable,
  outcome: Schema.Literals(["pre-scheduled", "skipped", "settled"]),
  reason: Nullable,
  /** The reason in words. */
  reason_words: Nullable,
  send_date: Nullable,
  steps: Schema.Array(Step),
  instead: Nullable,
  /** The explanation in words, for a letter. */
  text: Schema.String,
})
export type Email = typeof Email.Type

const Window = Schema.Struct({
  start: Schema.String,
  end: Schema.String,
  rule: Schema.String,
  citation: Citation,
  statute: Schema.optionalKey(Statute),
})
export type Window = typeof Window.Type

/** An email that was sent or queued, or that an earlier run planned. */
const EarlierEmail = Schema.Struct({
  id: Schema.String,
  email_type: Nullable,
  status: Schema.Literals(["scheduled", "processing", "sent", "delivered", "pre-scheduled"]),
  date: Nullable,
  event_date: Nullable,
  campaign_instance_id: Nullable,
  parent_schedule_id: Nullable,
})
export type EarlierEmail = typeof EarlierEmail.Type

const Decided = Schema.Struct({
  state: Schema.String,
  state_name: Schema.String,
  /** The first and the last day of the year that is shown. */
  from: Schema.String,
  through: Schema.String,
  windows: Schema.Array(Window),
  history: Schema.Array(EarlierEmail),
  emails: Schema.Array(Email),
  /** The whole explanation in words. */
  text: Schema.String,
})
export type Decided = typeof Decided.Type

const Rejected = Schema.Struct({
  row_number: Schema.String,
  reason: Schema.String,
  /** The reason in words, and what to do about it. */
  words: Schema.String,
  mend: Schema.String,
  detail: Schema.String,
})
export type Rejected = typeof Rejected.Type

const Warned = Schema.Struct({ warning: Schema.String, words: Schema.String, detail: Schema.String })

export const Person = Schema.Struct({
  run: DecidingRun,
  /** The id as it was given. */
  contact_id: Schema.String,
  /** Null if the run has no such contact, or if the person may not see it. */
  found: Schema.NullOr(
    Schema.Struct({
      /** Null if the row that was rejected has no id that can be read. */
      org_id: Nullable,
      org_name: Nullable,
      /** Null if the contact was rejected. */
      decided: Schema.NullOr(Decided),
      rejects: Schema.Array(Rejected),
      warnings: Schema.Array(Warned),
    }),
  ),
})
export type Person = typeof Person.Type

const Match = Schema.Struct({
  contact_id: Schema.String,
  /** Null if the run does not have the contact yet. */
  org_id: Nullable,
  org_name: Nullable,
})
export type Match = typeof Match.Type

/** The most contacts of one email that are shown. */
export const MAX_MATCHES = 50

export const PEOPLE_ENDPOINTS = {
  "people/contact": reads(
    "see",
    Schema.Struct({ contact: Schema.String, run: Schema.optionalKey(Schema.String) }),
    Person,
  ),
  /**
   * Finds contacts by email. It changes nothing; it is a POST, so that the email stands in no address and no log.
   */
  "people/find": changes(
    "see",
    Schema.Struct({ email: Schema.String, run: Schema.optionalKey(Schema.String) }),
    Schema.Struct({ matches: Schema.Array(Match) }),
  ),
}
