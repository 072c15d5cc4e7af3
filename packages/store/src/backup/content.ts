/** The content of a store for comparison: its revision and the number of rows of each table. */
import { statSync } from "node:fs"
import { DuckDbClient } from "@almanac/duckdb/client"
import { layer } from "@almanac/duckdb/database"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"

const MEMORY_MB = 200

export interface StoreContent {
  readonly revision: number
  /** The number of rows by table. */
  readonly rows: Readonly<Record<string, number>>
}

const tablesOf = (sql: DuckDbClient): Effect.Effect<ReadonlyArray<string>, SqlError> =>
  Effect.map(
    rowsOf(
      Schema.Struct({ table_name: Schema.String }),
      sql`SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name`,
    ),
    (rows) => rows.map(({ table_name }) => table_name),
  )

export const contentOf = (sql: DuckDbClient): Effect.Effect<StoreContent, SqlError> =>
  Effect.gen(function* () {
    const rows: Record<string, number> = {}
    for (const table of yield* tablesOf(sql)) {
      rows[table] = yield* onlyValue(Count, sql`SELECT count(*) FROM ${sql(table)}`)
    }
    return { revision: yield* onlyValue(Count, sql`SELECT revision FROM store_state`), rows }
  })

/** The content of a copy of a store. Does not change the copy. */
export const contentOfFile = (path: string): Effect.Effect<StoreContent, SqlError> => inCopy(path, contentOf)

const HEADER_BYTES = 3 * 4096

/**
 * Whether blocks that the tables need are missing from a copy of a store. The store itself then lacks them
 * too, although its rows can be counted. Unused blocks at the end may be missing, because DuckDB removes them
 * from the file.
 */
export const isCutOff = (path: string): Effect.Effect<boolean, SqlError> =>
  inCopy(path, (sql) =>
    Effect.gen(function* () {
      const ends = yield* Effect.forEach(yield* tablesOf(sql), (table) =>
        onlyValue(Schema.NullOr(Count), sql`${statement("backup/bytes_needed", { table: literal(table) })}`),
      )
      return statSync(path).size < HEADER_BYTES + Math.max(...ends.map((bytes) => bytes ?? 0))
    }),
  )

/** Reads all values of a copy of a store. Fails if a block is damaged. */
export const readWhole = (path: string): Effect.Effect<void, SqlError> =>
  inCopy(path, (sql) =>
    Effect.gen(function* () {
      for (const table of yield* tablesOf(sql)) {
        yield* sql`SELECT bit_xor(hash(t)) FROM ${sql(table)} t`
      }
    }),
  )

const inCopy = <A>(
  path: string,
  use: (sql: DuckDbClient) => Effect.Effect<A, SqlError>,
): Effect.Effect<A, SqlError> =>
  Effect.provide(
    Effect.flatMap(DuckDbClient, use),
    layer({
      path,
      threads: 2,
      memoryLimitMb: MEMORY_MB,
      tempDirectory: `${path}.spill`,
      readOnly: true,
    }),
  )
