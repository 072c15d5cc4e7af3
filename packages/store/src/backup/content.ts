/** The content of a store for comparison: its revision and the number of rows of each table. */
import { statSync } from "node:fs"
import { type Connection, openDatabase, type SqlError } from "@almanac/duckdb/database"
import { identifier, literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

const MEMORY_MB = 200

export interface StoreContent {
  readonly revision: number
  /** The number of rows by table. */
  readonly rows: Readonly<Record<string, number>>
}

const tablesOf = (connection: Connection): Effect.Effect<ReadonlyArray<string>, SqlError> =>
  Effect.map(
    connection.rows<{ table_name: string }>(
      "SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name",
    ),
    (rows) => rows.map(({ table_name }) => table_name),
  )

export const contentOf = (connection: Connection): Effect.Effect<StoreContent, SqlError> =>
  Effect.gen(function* () {
    const rows: Record<string, number> = {}
    for (const table of yield* tablesOf(connection)) {
      const [counted] = yield* connection.rows<{ n: bigint }>(
        `SELECT count(*) AS n FROM ${identifier(table)}`,
      )
      rows[table] = Number(counted?.n)
    }
    const [state] = yield* connection.rows<{ revision: bigint }>("SELECT revision FROM store_state")
    return { revision: Number(state?.revision), rows }
  })

/** The content of a copy of a store. Does not change the copy. */
export const contentOfFile = (path: string): Effect.Effect<StoreContent, SqlError> =>
  Effect.scoped(Effect.flatMap(openCopy(path), contentOf))

const HEADER_BYTES = 3 * 4096

/**
 * Whether blocks that the tables need are missing from a copy of a store. The store itself then lacks them
 * too, although its rows can be counted. Unused blocks at the end may be missing, because DuckDB removes them
 * from the file.
 */
export const isCutOff = (path: string): Effect.Effect<boolean, SqlError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const connection = yield* openCopy(path)
      const last = Effect.forEach(yield* tablesOf(connection), (table) =>
        connection.rows<{ bytes: bigint | null }>(
          statement("backup/bytes_needed", { table: literal(table) }),
        ),
      )
      const needed = (yield* last).map(([row]) => HEADER_BYTES + Number(row?.bytes ?? 0))
      return statSync(path).size < Math.max(...needed)
    }),
  )

/** Reads all values of a copy of a store. Fails if a block is damaged. */
export const readWhole = (path: string): Effect.Effect<void, SqlError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const connection = yield* openCopy(path)
      for (const table of yield* tablesOf(connection)) {
        yield* connection.rows(`SELECT bit_xor(hash(t)) FROM ${identifier(table)} t`)
      }
    }),
  )

const openCopy = (path: string) =>
  Effect.flatMap(
    openDatabase({
      path,
      threads: 2,
      memoryLimitMb: MEMORY_MB,
      tempDirectory: `${path}.spill`,
      readOnly: true,
    }),
    (database) => database.connect,
  )
