/**
 * Staging reads every input once, reduces it to numbers, and writes it in the order of contact ids. The run
 * can then process one part (a range of contact ids) after another in bounded memory.
 */

import { join } from "node:path"
import { NO_DAY } from "@almanac/core/day/civil"
import type { Campaigns } from "@almanac/core/domain/campaign"
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
import { ID_PATTERN, MAX_ID, MIN_ID } from "@almanac/core/intake/id"
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
import { STATE_CODES, stateIndex } from "@almanac/core/law/states"
import { ZIP_PATTERN } from "@almanac/core/law/zip"
import { appendRows } from "@almanac/duckdb/append"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileList, fileLiteral } from "@almanac/duckdb/paths"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { BLANKS, optOutsIn } from "../inputs/opt-outs.ts"
import type { PartRange } from "../parts/part.ts"
import { statement } from "../statement.ts"
import { COLUMN_DEFINITIONS } from "../write/columns.ts"
import { type Block, rowsOfBlock } from "./block.ts"
import type { StagedTable } from "./staged-tables.ts"
import { zipRuns } from "./zip-runs.ts"

export interface Stage {
  readonly campaigns: Campaigns
  /**
   * The staged file of a table. It is a Parquet file with another extension, because only
   * the run should read it.
   */
  readonly file: (table: StagedTable) => string
  readonly parts: ReadonlyArray<PartRange>
  /** Organisation ids, indexed by dense number. */
  readonly orgs: ReadonlyArray<bigint>
  /** Number of staged contact rows, including duplicates and rejects. */
  readonly rows: number
}

export interface StageOptions {
  readonly directory: string
  /** ISO date. */
  readonly asOf: string
  /** ISO date. Engagement before it has no effect. */
  readonly engagementSince: string
  readonly contactsPerPart: number
  /** Whether text messages are planned. If not, telephone numbers and consent are not read. */
  readonly texts: boolean
  /** Stages only these contacts, without the warnings about other rows. */
  readonly only?: ReadonlyArray<bigint>
  /** Stages only the contacts of this block. The first block also has the findings about rows without a contact. */
  readonly block?: Block
}

export const stagedFile = (directory: string, table: StagedTable): string =>
  join(directory, `${table}.staged`)

export const SIDE_ROW_GROUP = 122_880

/**
 * Creates the reference tables and stages all inputs from the views `source_<table>`.
 * @param isStaged whether an earlier attempt at the same run has already written the staged files
 */
export const stageInputs = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  campaigns: Campaigns,
  options: StageOptions,
  isStaged = false,
): Effect.fn.Return<Stage, SqlError> {
  const file = (table: StagedTable): string => stagedFile(options.directory, table)
  const { only, block = { index: 0, of: 1 } } = options
  const among = (ids: ReadonlyArray<bigint>, column: string): string => `${column} IN (${ids.join(", ")})`
  const scope = (column: string): Record<string, string> => ({
    scope: only === undefined ? rowsOfBlock(column, block) : among(only, column),
  })
  const orgs = yield* openStaging(sql, campaigns, only === undefined ? "true" : among(only, "id"))
  const copy = (
    section: string,
    given: Readonly<Record<string, unknown>>,
  ): Effect.Effect<unknown, SqlError> => (isStaged ? Effect.void : sql`${statement(section, given)}`)
  if (block.of > 1) yield* sql`${statement("stage/shard")}`
  yield* sql`${statement("stage/opt_outs", OPT_OUT_FRAGMENTS)}`
  yield* copy("stage/contacts", {
    ...contactFragments(),
    ...textFragments(options.texts),
    ...scope("c.id"),
    ...target(file("contacts"), options.contactsPerPart),
    as_of: options.asOf,
  })
  if (block.index === 0) {
    yield* sql`${statement("stage/invalid_ids", { blank_pattern: BLANK, id_pattern: literal(ID_PATTERN) })}`
  }
  yield* copy("stage/history", {
    ...scope("h.contact_id"),
    unknown_followup: String(UNKNOWN_FOLLOWUP),
    unknown_type: String(UNKNOWN_TYPE),
    earlier_plan: String(EARLIER_PLAN),
    parent_statuses: `${HISTORY_SENT}, ${HISTORY_DELIVERED}`,
    processing: String(HISTORY_PROCESSING),
    no_day: NO_DAY_SQL,
    ...target(file("history"), SIDE_ROW_GROUP),
  })
  yield* copy("stage/enrolments", {
    ...scope("e.contact_id"),
    no_day: NO_DAY_SQL,
    known_statuses: KNOWN_ENROLMENT_STATUSES.map(literal).join(", "),
    ...target(file("enrolments"), SIDE_ROW_GROUP),
  })
  yield* copy("stage/engagement", {
    ...scope("contact_id"),
    no_day: NO_DAY_SQL,
    ...target(file("engagement"), SIDE_ROW_GROUP),
    since: options.engagementSince,
  })
  if (only === undefined && block.index === 0) {
    yield* sql`${statement("stage/input_warnings", {
      history_statuses: HISTORY_STATUSES.map(literal).join(", "),
      no_date: literal(NO_DATE),
      no_time: literal(NO_TIME),
      unknown_type: literal(UNKNOWN_TYPE_OF_OPT_OUT),
    })}`
  }
  return yield* readStage(sql, campaigns, orgs, options.directory)
})

/**
 * Creates the reference tables and the table of the organisations. Returns the ids of the organisations, indexed by dense
 * number.
 * @param contacts the SQL condition for the contacts of the organisations
 */
export const openStaging = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  campaigns: Campaigns,
  contacts = "true",
): Effect.fn.Return<ReadonlyArray<bigint>, SqlError> {
  yield* createReferenceTables(sql, campaigns)
  yield* sql`${statement("stage/orgs", { scope: contacts })}`
  const orgs = yield* rowsOf(Schema.Struct({ id: Schema.BigInt }), sql`SELECT id FROM org ORDER BY idx`)
  return orgs.map(({ id }) => id)
})

/** The stage that an earlier step has written to a directory. */
export const readStage = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  campaigns: Campaigns,
  orgs: ReadonlyArray<bigint>,
  directory: string,
): Effect.fn.Return<Stage, SqlError> {
  const file = (table: StagedTable): string => stagedFile(directory, table)
  const bounds = yield* rowsOf(
    Schema.Struct({ last_id: Schema.BigInt, contacts: Count }),
    sql`${statement("stage/part_bounds", { file: fileList([file("contacts")]) })}`,
  )
  return {
    campaigns,
    file,
    parts: partRanges(bounds.map(({ last_id }) => last_id)),
    orgs,
    rows: bounds.reduce((sum, { contacts }) => sum + contacts, 0),
  }
})

/**
 * Returns ranges that end at the given ids, at least one range. Together the ranges cover all possible ids,
 * so that rows of unknown contacts are read too.
 */
function partRanges(lastIds: ReadonlyArray<bigint>): ReadonlyArray<PartRange> {
  const ends = [...lastIds.slice(0, -1), MAX_ID]
  return ends.map((until, index) => ({
    index,
    from: index === 0 ? MIN_ID : ends[index - 1] + 1n,
    until,
  }))
}

const NO_DAY_SQL = String(NO_DAY)
const BLANK = literal(BLANK_PATTERN)

function target(file: string, rows: number): Record<string, string> {
  return { file: fileLiteral(file), rows: String(rows) }
}

function missing(column: string): string {
  return `(${column} IS NULL OR regexp_full_match(${column}, ${BLANK}))`
}

const OPT_OUT_FRAGMENTS = {
  opt_outs: optOutsIn("source_suppressions"),
  any_campaign: literal(ANY_CAMPAIGN),
  campaign_bits: String(CAMPAIGN_BITS),
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

const createReferenceTables = Effect.fnUntraced(function* (sql: DuckDbClient, campaigns: Campaigns) {
  yield* sql`${statement("stage/reference_tables", COLUMN_DEFINITIONS)}`
  const fill = (table: string, rows: ReadonlyArray<string>) =>
    rows.length === 0
      ? Effect.void
      : sql`INSERT INTO ${sql.literal(table)} VALUES ${sql.literal(rows.join(", "))}`
  yield* appendRows(sql, "zip_run", zipRuns(), (appender, { first, last, state, zone }) => {
    appender.appendInteger(first)
    appender.appendInteger(last)
    appender.appendUTinyInt(state)
    appender.appendUTinyInt(zone)
  })
  yield* sql`${statement("stage/zip_states")}`
  yield* fill(
    "state_name",
    STATE_CODES.map((code) => `(${literal(code)}, ${stateIndex(code)})`),
  )
  yield* fill(
    "email_type",
    campaigns.typeNames.map((name, code) => `(${literal(name)}, ${code})`),
  )
  yield* fill(
    "history_status",
    HISTORY_STATUSES.map((name, code) => `(${literal(name)}, ${code})`),
  )
  let index = 0
  yield* appendRows(sql, "campaign_instance", campaigns.instances, (appender, { id, type }) => {
    appender.appendBigInt(id)
    appender.appendInteger(index++)
    appender.appendSmallInt(type)
  })
})
