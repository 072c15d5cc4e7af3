/**
 * Splits the rows of staged tables by block, so that each block reads little more than its own. The rows lie in buckets:
 * directories of files, one for each block up to a number, and then for several blocks together.
 */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { literal } from "@almanac/duckdb/statement"
import { accessingNow } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"
import type { StagedRows } from "./input-rows.ts"
import { STAGED_TABLES, type StagedTable } from "./staged-tables.ts"

/** DuckDB holds rows and a file of each bucket at the same time. */
const MAX_BUCKETS = 64

/** The name of the directory with the rows of a block, and perhaps of others. */
export const bucketOf = (block: number): string => `bucket=${block % MAX_BUCKETS}`

/** Writes rows to buckets below a directory. */
export const splitRows = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  rows: StagedRows,
  blocks: number,
  directory: string,
) {
  yield* sql`${statement("stage/shard")}`
  for (const table of STAGED_TABLES) {
    yield* sql`${statement("stage/split", {
      rows: rows[table],
      blocks: String(blocks),
      most: String(MAX_BUCKETS),
      buckets: String(Math.min(blocks, MAX_BUCKETS)),
      directory: fileLiteral(directory),
      name: literal(`${table}-{i}`),
    })}`
  }
})

/** The rows of a block. @param splits the directories that were split into */
export const rowsOfBlock = (splits: ReadonlyArray<string>, block: number) =>
  accessingNow(splits[0] ?? "", (): StagedRows => {
    const files = splits
      .map((split) => join(split, bucketOf(block)))
      .flatMap((bucket) => readdirSync(bucket).map((name) => ({ name, path: join(bucket, name) })))
    const rows = (table: StagedTable) =>
      statement("stage/rows_of_block", {
        files: parquetScan(
          ...files.filter(({ name }) => name.startsWith(`${table}-`)).map(({ path }) => path),
        ),
        block: String(block),
      })
    return {
      contacts: rows("contacts"),
      history: rows("history"),
      enrolments: rows("enrolments"),
      engagement: rows("engagement"),
    }
  })
