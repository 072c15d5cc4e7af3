/**
 * Staging reads every input once, reduces it to numbers, and writes it in the order of contact ids. The run
 * can then process one part (a range of contact ids) after another in bounded memory.
 */

import { join } from "node:path"
import { NO_DAY } from "@almanac/core/day/civil"
import type { Campaigns } from "@almanac/core/domain/campaign"
import { HISTORY_STATUSES } from "@almanac/core/domain/decision"
import { MAX_ID, MIN_ID } from "@almanac/core/intake/id"
import { STATE_CODES, stateIndex } from "@almanac/core/law/states"
import { appendRows } from "@almanac/duckdb/append"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileList, fileLiteral } from "@almanac/duckdb/paths"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { PartRange } from "../parts/part.ts"
import { statement } from "../statement.ts"
import { COLUMN_DEFINITIONS } from "../write/columns.ts"
import {
  amongIds,
  type RowOptions,
  readOptOuts,
  rejectInvalidIds,
  rowsOfInputs,
  type StagedRows,
  warnOfInputs,
  warnOfOptOuts,
} from "./input-rows.ts"
import { STAGED_TABLES, type StagedTable } from "./staged-tables.ts"
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

export interface StageOptions extends RowOptions {
  readonly directory: string
  readonly contactsPerPart: number
}

export const stagedFile = (directory: string, table: StagedTable): string =>
  join(directory, `${table}.staged`)

const SIDE_ROW_GROUP = 122_880

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
  const orgs = yield* openStaging(sql, campaigns, options.only)
  yield* readOptOuts(sql)
  if (!isStaged) yield* writeStage(sql, options, rowsOfInputs(options))
  yield* rejectInvalidIds(sql)
  if (options.only === undefined) yield* Effect.andThen(warnOfInputs(sql), warnOfOptOuts(sql))
  return yield* readStage(sql, campaigns, orgs, options.directory)
})

/** Writes rows to the staged files, in the order of contact ids. */
export const writeStage = (
  sql: DuckDbClient,
  { directory, contactsPerPart }: Pick<StageOptions, "directory" | "contactsPerPart">,
  staged: StagedRows,
) =>
  Effect.forEach(
    STAGED_TABLES,
    (table) =>
      sql`${statement("stage/write_staged", {
        in_order: statement(`stage/${table}`, { rows: staged[table], no_day: String(NO_DAY) }),
        file: fileLiteral(stagedFile(directory, table)),
        row_group: String(table === "contacts" ? contactsPerPart : SIDE_ROW_GROUP),
      })}`,
    { discard: true },
  )

/**
 * Creates the reference tables and the table of the organisations. Returns the ids of the organisations, indexed by dense
 * number.
 * @param only the contacts of the organisations; without them, all
 */
export const openStaging = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  campaigns: Campaigns,
  only?: ReadonlyArray<bigint>,
): Effect.fn.Return<ReadonlyArray<bigint>, SqlError> {
  yield* createReferenceTables(sql, campaigns)
  yield* sql`${statement("stage/orgs", { scope: amongIds("id", only) })}`
  const orgs = yield* rowsOf(Schema.Struct({ id: Schema.BigInt }), sql`SELECT id FROM org ORDER BY idx`)
  return orgs.map(({ id }) => id)
})

/** Creates the tables of {@link openStaging} again, for organisations that it has found. */
export const reopenStaging = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  campaigns: Campaigns,
  orgs: ReadonlyArray<bigint>,
) {
  yield* createReferenceTables(sql, campaigns)
  yield* sql`${statement("stage/no_orgs")}`
  let index = 0
  yield* appendRows(sql, "org", orgs, (appender, id) => {
    appender.appendBigInt(id)
    appender.appendInteger(index++)
  })
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
