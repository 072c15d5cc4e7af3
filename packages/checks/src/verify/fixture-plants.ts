/** Faults that tests plant in the run of the world of `fixture-world.ts`. Each is about the contacts of one copy. */
import type { CheckName } from "./checks.ts"
import { IDS_PER_COPY } from "./fixture-world.ts"

const ofContact = (id: number, type: string) => `contact_id = @${id} AND email_type = '${type}'`
const copy = (id: number, type: string, changes: string) =>
  `INSERT INTO schedules SELECT * REPLACE (${changes}) FROM schedules WHERE ${ofContact(id, type)}`
const set = (id: number, type: string, changes: string) =>
  `UPDATE schedules SET ${changes} WHERE ${ofContact(id, type)}`

/** A name, the statement that plants the fault, and the checks that must find it, no others. */
export type Plant = readonly [name: string, change: string, checks: ReadonlyArray<CheckName>]

/** The planted faults. Each `@` stands before an id that the copy of the contacts changes. */
export const PLANTS: ReadonlyArray<Plant> = [
  ["a row is gone", `DELETE FROM schedules WHERE ${ofContact(1, "aep")}`, ["missing_row"]],
  ["a contact is gone", "DELETE FROM schedules WHERE contact_id = @6", ["lost_contact"]],
  [
    "a birthday of the year after",
    copy(3, "birthday", "event_date + 365 AS event_date, ideal_send_date + 365 AS ideal_send_date"),
    ["unexpected_row"],
  ],
  ["a row of a rejected contact", copy(1, "aep", "@13 AS contact_id"), ["unexpected_row"]],
  ["a row of a type that is none", copy(3, "birthday", "NULL::VARCHAR AS email_type"), ["unexpected_row"]],
  ["a row twice", copy(3, "birthday", "status AS status"), ["duplicate_row"]],
  [
    "an email sent already",
    copy(
      3,
      "birthday",
      "@8 AS contact_id, DATE '2026-11-24' AS event_date, DATE '2026-11-10' AS ideal_send_date",
    ),
    ["history_touched"],
  ],
  ["another organisation", set(1, "aep", "org_id = 2"), ["wrong_org"]],
  [
    "a suppressed contact is written to",
    set(5, "birthday", "status = 'pre-scheduled', skip_reason = NULL"),
    ["wrong_status"],
  ],
  ["a status that is none", set(1, "aep", "status = 'sent'"), ["wrong_status"]],
  ["another reason", set(3, "birthday", "skip_reason = 'missing_birth_date'"), ["wrong_reason"]],
  [
    "another day",
    set(1, "aep", "scheduled_send_date = scheduled_send_date + 1, send_at = send_at + INTERVAL 1 DAY"),
    ["wrong_date"],
  ],
  ["another ideal date", set(1, "aep", "ideal_send_date = ideal_send_date + 1"), ["wrong_date"]],
  ["caught up, not said", set(6, "birthday", "moved_by = NULL"), ["wrong_move"]],
  ["kept, said to be caught up", set(7, "birthday", "moved_by = 'catch_up'"), ["wrong_move"]],
  [
    "moved by a load balancing that is disabled",
    set(
      1,
      "aep",
      "moved_by = 'daily_cap', scheduled_send_date = scheduled_send_date + 1, send_at = send_at + INTERVAL 1 DAY",
    ),
    ["wrong_balance"],
  ],
  [
    "a day before today",
    set(1, "aep", "scheduled_send_date = DATE '2026-11-20', send_at = TIMESTAMP '2026-11-20 14:30:00'"),
    ["past_date"],
  ],
  [
    "a birthday email inside a window",
    set(2, "birthday", "status = 'pre-scheduled', skip_reason = NULL"),
    ["inside_window"],
  ],
  [
    "an email on a blackout date",
    set(1, "aep", "scheduled_send_date = DATE '2027-09-20', send_at = TIMESTAMP '2027-09-20 13:30:00'"),
    ["closed_day", "wrong_date"],
  ],
  [
    "a text at another minute",
    set(10, "campaign_rate_increase", "sms_send_at = sms_send_at - INTERVAL 1 MINUTE"),
    ["wrong_text"],
  ],
  [
    "no text",
    set(10, "campaign_rate_increase", "sms_send_at = NULL, sms_skip_reason = 'no_consent'"),
    ["wrong_text"],
  ],
  [
    "a text to a contact without phone number",
    set(14, "campaign_rate_increase", "sms_send_at = send_at, sms_skip_reason = NULL"),
    ["wrong_text"],
  ],
  [
    "a post-window email before its window ends",
    set(
      2,
      "post_window",
      "scheduled_send_date = DATE '2027-03-16', send_at = TIMESTAMP '2027-03-16 13:30:00'",
    ),
    ["inside_window"],
  ],
  [
    "a campaign email inside a window of 2999",
    set(14, "campaign_policy_update", "status = 'pre-scheduled', skip_reason = NULL"),
    ["inside_window", "wrong_text"],
  ],
  [
    "a campaign email of 2999 inside a window of 2500",
    set(
      14,
      "campaign_rate_increase",
      "scheduled_send_date = DATE '2500-06-15', send_at = TIMESTAMP '2500-06-15 13:30:00'",
    ),
    ["wrong_date"],
  ],
  [
    "no post-window email",
    `DELETE FROM schedules WHERE ${ofContact(2, "post_window")}`,
    ["wrong_post_window"],
  ],
  [
    "a post-window email for something else",
    set(2, "post_window", `metadata = '{"stands_for":["aep"]}'`),
    ["wrong_post_window"],
  ],
  ["a post-window email without window", copy(2, "post_window", "@1 AS contact_id"), ["wrong_post_window"]],
  ["no follow-up", "DELETE FROM schedules WHERE parent_schedule_id = @80", ["wrong_followup"]],
  [
    "a follow-up for another behaviour",
    "UPDATE schedules SET email_type = 'followup_1_cold' WHERE parent_schedule_id = @80",
    ["wrong_followup"],
  ],
  [
    "two follow-ups on a day",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE contact_id = @9 AND skip_reason = 'superseded'",
    ["duplicate_row", "wrong_followup"],
  ],
  [
    "a follow-up of nobody",
    "INSERT INTO schedules SELECT * REPLACE (@81 AS parent_schedule_id) FROM schedules WHERE contact_id = @9 AND skip_reason = 'superseded'",
    ["wrong_followup"],
  ],
  [
    "two campaign emails on a day",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE contact_id = @10 AND skip_reason = 'campaign_conflict'",
    ["campaign_conflict", "wrong_text"],
  ],
  [
    "one email too many",
    "UPDATE schedules SET status = 'pre-scheduled', skip_reason = NULL WHERE contact_id = @11 AND skip_reason = 'frequency_limit'",
    ["frequency"],
  ],
  [
    "a limit that is not reached",
    set(1, "aep", "status = 'skipped', skip_reason = 'frequency_limit'"),
    ["frequency"],
  ],
  ["another priority", set(1, "aep", "priority = 1"), ["wrong_priority"]],
  ["another template", set(1, "aep", "email_template = 'birthday'"), ["wrong_template"]],
  ["no SMS template", set(10, "campaign_policy_update", "sms_template = NULL"), ["wrong_template"]],
  ["metadata where there is none", set(1, "aep", "metadata = '{}'"), ["wrong_metadata"]],
  [
    "another parent in the metadata",
    "UPDATE schedules SET metadata = replace(metadata, ':@80,', ':@81,') WHERE parent_schedule_id = @80",
    ["wrong_metadata"],
  ],
  ["an hour late", set(1, "aep", "send_at = send_at + INTERVAL 1 HOUR"), ["wrong_send_at"]],
  ["another time of day", set(1, "aep", "scheduled_send_time = '09:30:00'"), ["wrong_send_at"]],
  ["another run's row", set(1, "aep", "scheduler_run_id = 'other'"), ["run_id"]],
  [
    "another reject reason",
    "UPDATE rejects SET reason = 'unknown_zip' WHERE contact_id = '@13'",
    ["reject_mismatch"],
  ],
  [
    "another reject's id",
    "UPDATE rejects SET contact_id = '0@14' WHERE contact_id = '@13'",
    ["reject_mismatch"],
  ],
  ["no reject", "DELETE FROM rejects WHERE contact_id = '@13'", ["reject_mismatch"]],
  [
    "no warning",
    "DELETE FROM warnings WHERE contact_id = '@1' AND warning = 'state_conflict'",
    ["warning_mismatch"],
  ],
  [
    "a warning without cause",
    "UPDATE warnings SET contact_id = '@2' WHERE contact_id = '@1' AND warning = 'state_conflict'",
    ["warning_mismatch"],
  ],
]

/** The statement that plants a fault in a copy of the contacts. */
export const plantedIn = (copy: number, change: string): string =>
  change.replaceAll(/@(\d+)/g, (_, id) => String(Number(id) + copy * IDS_PER_COPY))
