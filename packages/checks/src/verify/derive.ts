/**
 * The statements that derive a chunk of contacts, in order. Most make the table
 * `verify_` with their own name.
 */

import { MAX_ID, MIN_ID } from "@almanac/core/intake/id"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "./statement.ts"

/**
 * Statements that run once: intake, campaigns, caps, and the empty tables of loads to which each chunk adds.
 */
export const SETUP = [
  ...["table_state", "table_suppression", "table_reading", "table_refused_type"],
  ...["table_campaign_type", "table_campaign_instance"],
  ...["table_organisation", "table_holiday", "table_org_calendar", "table_blackout"],
  ...["table_cap", "table_open_day", "table_step", "table_followup_day"],
  ...["table_load", "table_foreseen", "table_movable"],
]

/** Statements that judge the candidates in `verify_candidate` and add the results to `verify_released`. */
const RELEASE = ["judge", "hash_key", "late", "release"]

/**
 * Statements that run on every chunk. They make the contacts, history and windows, then the three kinds of
 * candidates, then the limits on final dates, and then compare the due rows with the rows of the run.
 */
export const CHUNK: ReadonlyArray<string> = [
  ...[
    "contact",
    "history",
    "engagement",
    "enrolment",
    "held_out",
    "email",
    "contact_rule",
    "window",
    "sending_day",
    "no_email_period",
    "released",
  ],
  ...["candidate", ...RELEASE],
  ...["post_window", ...RELEASE],
  ...["follow_up", ...RELEASE],
  ...["actual", "placed", "same_day", "counted", "frequency", "matched", "disputed", "lost"],
  ...["parent", "load", "foreseen", "movable"],
]

/** The range of ids of a chunk. It contains the chunk's contacts and all rows with ids between them. */
export interface Chunk {
  readonly first: bigint
  readonly last: bigint
  readonly isFirst: boolean
}

/** Splits the range of all 64-bit ids into chunks of about `size` schedulable contacts. */
export const chunks = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  size: number,
): Effect.fn.Return<ReadonlyArray<Chunk>, SqlError> {
  const starts = yield* rowsOf(
    Schema.Struct({ id: Schema.BigInt }),
    sql`${statement("setup/chunk_starts", {
      size: BigInt(size),
    })}`,
  )
  const firsts = [MIN_ID, ...starts.slice(1).map(({ id }) => id)]
  return firsts.map((first, at) => ({
    first,
    last: (firsts[at + 1] ?? MAX_ID + 1n) - 1n,
    isFirst: at === 0,
  }))
})

/** Derives the rows of a chunk. The result is in `verify_matched`. */
export const deriveChunk = Effect.fnUntraced(function* (sql: DuckDbClient, chunk: Chunk) {
  yield* sql`SET VARIABLE first_id = ${chunk.first}::BIGINT`
  yield* sql`SET VARIABLE last_id = ${chunk.last}::BIGINT`
  yield* sql`SET VARIABLE is_first_chunk = ${chunk.isFirst}::BOOLEAN`
  for (const name of CHUNK) yield* sql`${statement(`chunk/${name}`)}`
})
