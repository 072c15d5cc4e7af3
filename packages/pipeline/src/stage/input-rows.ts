/**
 * What the views of the inputs say, as the rules read it: the rows of the staged tables in any order, and the findings about
 * rows without a contact. The tables of `openStaging` must exist.
 */
import { NO_DAY } from "@almanac/core/day/civil"
import {
  EARLIER_PLAN,
  HISTORY_DELIVERED,
  HISTORY_PROCESSING,
  HISTORY_SENT,
  HISTORY_STATUSES,
  KNOWN_ENROLMENT_STATUSES,
} from "@almanac/core/domain/decision"
import { UNKNOWN_FOLLOWUP, UNKNOWN_TYPE } from "@almanac/core/domain/email-type"
import { NO_DATE, NO_TIME } from "@almanac/core/intake/date"
import { EMAIL_LOCAL_MAX_LENGTH, EMAIL_MAX_LENGTH, EMAIL_PATTERN } from "@almanac/core/intake/email"
import { ID_PATTERN } from "@almanac/core/intake/id"
import { ANY_CAMPAIGN, CAMPAIGN_BITS, UNKNOWN_TYPE_OF_OPT_OUT } from "@almanac/core/intake/opt-out"
import {
  PHONE_INVALID,
  PHONE_MAX_LENGTH,
  PHONE_NONE,
  PHONE_PATTERN,
  PHONE_SEPARATORS,
  PHONE_USABLE,
} from "@almanac/core/intake/phone"
import { BLANK_PATTERN } from "@almanac/core/intake/text"
import { ZIP_PATTERN } from "@almanac/core/law/zip"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { literal } from "@almanac/duckdb/statement"
import type { Fragment } from "effect/sql/Statement"
import { BLANKS, optOutsIn } from "../inputs/opt-outs.ts"
import { statement } from "../statement.ts"
import type { StagedTable } from "./staged-tables.ts"

export interface RowOptions {
  /** ISO date. */
  readonly asOf: string
  /** ISO date. Engagement before it has no effect. */
  readonly engagementSince: string
  /** Whether text messages are planned. If not, telephone numbers and consent are not read. */
  readonly texts: boolean
  /** Only these contacts, without the warnings about other rows. */
  readonly only?: ReadonlyArray<bigint>
}

/** For each staged table, SQL of its rows in any order. */
export type StagedRows = Readonly<Record<StagedTable, Fragment>>

/** Creates the tables of the opt-outs, which {@link rowsOfInputs} reads. */
export const readOptOuts = (sql: DuckDbClient) =>
  sql`${statement("stage/opt_outs", {
    opt_outs: optOutsIn("source_suppressions"),
    any_campaign: literal(ANY_CAMPAIGN),
    campaign_bits: String(CAMPAIGN_BITS),
  })}`

export const rowsOfInputs = ({ asOf, engagementSince, texts, only }: RowOptions): StagedRows => {
  const scope = (column: string): Record<string, string> => ({ scope: amongIds(column, only) })
  return {
    contacts: statement("stage/contact_rows", {
      ...contactFragments(),
      ...textFragments(texts),
      ...scope("c.id"),
      as_of: asOf,
    }),
    history: statement("stage/history_rows", {
      ...scope("h.contact_id"),
      unknown_followup: String(UNKNOWN_FOLLOWUP),
      unknown_type: String(UNKNOWN_TYPE),
      earlier_plan: String(EARLIER_PLAN),
      parent_statuses: `${HISTORY_SENT}, ${HISTORY_DELIVERED}`,
      processing: String(HISTORY_PROCESSING),
      no_day: NO_DAY_SQL,
    }),
    enrolments: statement("stage/enrolment_rows", {
      ...scope("e.contact_id"),
      no_day: NO_DAY_SQL,
      known_statuses: KNOWN_ENROLMENT_STATUSES.map(literal).join(", "),
    }),
    engagement: statement("stage/engagement_rows", { ...scope("contact_id"), since: engagementSince }),
  }
}

/** The SQL condition for the rows of some contacts. Without them, it is true for all. */
export const amongIds = (column: string, only: ReadonlyArray<bigint> | undefined): string =>
  only === undefined ? "true" : `${column} IN (${only.join(", ")})`

/** Adds the contacts without a readable id to the rejects. */
export const rejectInvalidIds = (sql: DuckDbClient) =>
  sql`${statement("stage/invalid_ids", { blank_pattern: BLANK, id_pattern: literal(ID_PATTERN) })}`

/** Adds the warnings about rows of other tables than suppressions. */
export const warnOfInputs = (sql: DuckDbClient) =>
  sql`${statement("stage/input_warnings", {
    history_statuses: HISTORY_STATUSES.map(literal).join(", "),
    no_date: literal(NO_DATE),
    no_time: literal(NO_TIME),
  })}`

/** Adds the warnings about rows of suppressions. */
export const warnOfOptOuts = (sql: DuckDbClient) =>
  sql`${statement("stage/opt_out_warnings", { unknown_type: literal(UNKNOWN_TYPE_OF_OPT_OUT) })}`

const NO_DAY_SQL = String(NO_DAY)
const BLANK = literal(BLANK_PATTERN)

function missing(column: string): string {
  return `(${column} IS NULL OR regexp_full_match(${column}, ${BLANK}))`
}

function contactFragments(): Record<string, string> {
  return {
    no_day: NO_DAY_SQL,
    blanks: BLANKS,
    email_missing: missing("c.email"),
    email_valid:
      `(strlen(c.email) <= ${EMAIL_MAX_LENGTH} ` +
      `AND (strlen(c.email) <= ${EMAIL_LOCAL_MAX_LENGTH} OR position('@' IN c.email) <= ${EMAIL_LOCAL_MAX_LENGTH} + 1) ` +
      `AND regexp_full_match(c.email, ${literal(EMAIL_PATTERN)}))`,
    zip_missing: missing("c.zip_code"),
    zip_valid: `regexp_full_match(c.zip_code, ${literal(ZIP_PATTERN)})`,
    state_given: `NOT ${missing("c.state")}`,
  }
}

function textFragments(texts: boolean): Record<string, string> {
  if (!texts) return { phone: String(PHONE_NONE), sms_consent: "0" }
  const digits = `regexp_replace(c.phone_number, ${literal(PHONE_SEPARATORS)}, '', 'g')`
  return {
    phone:
      `CASE WHEN ${missing("c.phone_number")} THEN ${PHONE_NONE} ` +
      `WHEN length(c.phone_number) <= ${PHONE_MAX_LENGTH} AND regexp_full_match(${digits}, ${literal(PHONE_PATTERN)}) ` +
      `THEN ${PHONE_USABLE} ELSE ${PHONE_INVALID} END`,
    sms_consent: "coalesce(c.sms_consent, false)",
  }
}
