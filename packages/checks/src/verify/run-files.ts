/** Makes the files of a run readable as the views `run_schedules`, `run_rejects` and `run_warnings`. */
import { join } from "node:path"
import { refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import { identifier } from "@almanac/duckdb/statement"
import { parquetFiles } from "@almanac/files/parquet-files"
import { LATER_COLUMNS, RUN_COLUMNS } from "@almanac/pipeline/write/columns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "./statement.ts"

/** Creates the views. A table without files becomes an empty view. A table with other columns is refused, but
 * columns that runs of earlier versions lack are null. */
export const openRunFiles = (sql: DuckDbClient, directory: string) =>
  Effect.forEach(
    Object.entries(RUN_COLUMNS),
    ([table, columns]) => openTable(sql, directory, table, columns),
    {
      discard: true,
    },
  )

const openTable = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  directory: string,
  table: string,
  columns: Readonly<Record<string, string>>,
) {
  const name = identifier(`run_${table}`)
  const files = yield* parquetFiles(join(directory, table))
  if (files.length === 0) {
    const none = Object.entries(columns).map(([column, type]) => `NULL::${type} AS ${identifier(column)}`)
    yield* sql`${statement("setup/empty_view", { name, columns: none.join(", ") })}`
    return
  }
  yield* sql`${statement("setup/run_view", { name, files: parquetScan(...files) })}`.pipe(
    Effect.mapError(() => unreadable(directory, table)),
  )
  const found = new Map(
    (yield* rowsOf(
      Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
      sql`${statement("setup/run_columns", { name })}`,
    )).map((column) => [column.column_name, column.column_type]),
  )
  const absent: Array<string> = []
  for (const [column, type] of Object.entries(columns)) {
    if (found.get(column) === type) continue
    if (!found.has(column) && LATER_COLUMNS.has(column)) {
      absent.push(`NULL::${type} AS ${identifier(column)}`)
      continue
    }
    const what = found.has(column) ? `is ${found.get(column)}, not ${type}` : "is missing"
    return yield* refuse(`${directory}/${table}: the column ${column} ${what}`, "run again with this version")
  }
  if (absent.length > 0) {
    const rows = `(SELECT *, ${absent.join(", ")} FROM ${parquetScan(...files)})`
    yield* sql`${statement("setup/run_view", { name, files: rows })}`
  }
})

const unreadable = (directory: string, table: string) =>
  refuse(`${directory}/${table} holds a file that is not whole Parquet`, "run again, or restore the file")
