/** Checks the columns and types of an input file before its rows are read. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileList, parquetScan } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import { identifier } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { typeMend } from "./kinds.ts"
import { statement } from "./statement.ts"
import type { Table } from "./tables.ts"

/** The DuckDB types of a file's columns by name. */
export type Columns = ReadonlyMap<string, string>

/**
 * Columns that DuckDB adds to the columns of a file. A column of the file with such a name would hide them.
 */
const RESERVED = ["file_index", "file_row_number"]

/**
 * Refuses a file without a required column, or with a column whose name is almost the name of a known column.
 */
export function checkNames(
  path: string,
  table: Table,
  names: ReadonlyArray<string>,
): Effect.Effect<void, Refusal> {
  const separator = otherSeparator(names)
  if (separator !== undefined) return refuse(`${path} ${separator[0]}`, separator[1])
  for (const column of Object.keys(table.columns)) {
    if (names.includes(column)) continue
    const similar = names.find((name) => name.trim().toLowerCase() === column)
    if (similar !== undefined) return refuse(`${path} has a column "${similar}"`, `rename it to ${column}`)
  }
  const missing = table.required.find((column) => !names.includes(column))
  if (missing !== undefined) {
    return refuse(`${path} has no column ${missing}`, `add it; required are ${table.required.join(", ")}`)
  }
  if (table.oneOf.length > 0 && !table.oneOf.some((column) => names.includes(column))) {
    return refuse(`${path} has neither column ${table.oneOf.join(" nor ")}`, "add one of them")
  }
  return Effect.void
}

const SEPARATORS: ReadonlyArray<readonly [character: string, name: string]> = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "vertical bars"],
]

/** What is wrong with a header that was read as one name because of another separator, and how to mend it. */
export function otherSeparator(
  names: ReadonlyArray<string>,
): readonly [what: string, mend: string] | undefined {
  const found = names.length === 1 && SEPARATORS.find(([character]) => names[0]?.includes(character))
  return found
    ? [`separates its values by ${found[1]}`, "save it with commas (in spreadsheets, as CSV UTF-8)"]
    : undefined
}

/** The columns of a Parquet file and their types. Reads only the metadata of the file. */
export const parquetColumns = Effect.fnUntraced(function* (sql: DuckDbClient, path: string, parquet: string) {
  const rows = yield* rowsOf(
    Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
    sql`${statement("inputs/columns", { input: parquetScan(parquet) })}`,
  )
  const reserved = rows.find((row) => RESERVED.includes(row.column_name.toLowerCase()))
  if (reserved !== undefined) {
    return yield* refuse(
      `${path} has a column "${reserved.column_name}", which is a reserved name`,
      "rename or remove the column",
    )
  }
  return new Map(rows.map((row) => [row.column_name, row.column_type]))
})

/**
 * The known columns of a Parquet file whose types can be read. A known column of another type is refused,
 * unless all its values are null. A column that has only nulls may have any type, because some programs write
 * such columns.
 */
export const readableColumns = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  path: string,
  parquet: string,
  table: Table,
  given: Columns,
) {
  const columns = new Map<string, string>()
  for (const [column, kind] of Object.entries(table.columns)) {
    const type = given.get(column)
    if (type === undefined) continue
    const mend = typeMend(kind, column, type)
    if (mend === undefined) columns.set(column, type)
    else {
      const fragments = { input: parquetScan(parquet), column: identifier(column) }
      const values = yield* sql`${statement("inputs/any_value", fragments)}`
      if (values.length > 0) return yield* refuse(`${path} has column ${column} of type ${type}`, mend)
    }
  }
  return columns
})

/** The number of rows of a Parquet file. Reads only the metadata of the file. */
export const rowCount = (sql: DuckDbClient, parquet: string) =>
  Effect.map(
    rowsOf(
      Schema.Struct({ num_rows: Schema.BigInt }),
      sql`${statement("inputs/row_count", { files: fileList([parquet]) })}`,
    ),
    ([file]) => Number(file?.num_rows ?? 0),
  )
