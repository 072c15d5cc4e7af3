/**
 * Reads input tables from the copy of a store. An input directory may contain such a copy instead of files. A
 * JSON file in the directory lists the tables of the copy that are input, with their numbers of rows and
 * hashes of their content.
 */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import { identifier, literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement, text } from "./statement.ts"
import type { Table } from "./tables.ts"

export const STORE_COPY = "inputs.db"
/** The name of the JSON file with {@link StoreTables}. */
export const STORE_TABLES = "inputs.json"

export interface StoreTable {
  readonly rows: number
  /** The sum of the hashes of all rows. Two tables with the same rows in any order have the same sum. */
  readonly content: string
}

export type StoreTables = Partial<Record<TableName, StoreTable>>

/**
 * The SQL condition for the rows of a store's table that are input. Failed and skipped emails do not affect a
 * run.
 */
export const inputRows = (table: TableName): string =>
  table === "email_schedules" ? "status NOT IN ('failed', 'skipped')" : "true"

/** The tables of the copy of a store in a directory. There are none if the directory has no copy. */
export const readStoreTables = (directory: string): Effect.Effect<StoreTables, Refusal> =>
  Effect.suspend(() => {
    const file = join(directory, STORE_TABLES)
    if (!existsSync(file) || !existsSync(join(directory, STORE_COPY))) return Effect.succeed({})
    return Effect.tryPromise({
      try: async () => JSON.parse(await readFile(file, "utf8")) as StoreTables,
      catch: () => refuse(`${STORE_TABLES} cannot be read`, "put it back as it was"),
    })
  })

/** Makes a table of the copy readable through the connection. */
export const openStoreTable = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  name: TableName,
  table: Table,
  copy: string,
  { rows }: StoreTable,
) {
  yield* sql`${statement("from/attach_store", { file: fileLiteral(copy) })}`
  const query = text("from/store_table", {
    // email_schedules is a view, and a view has no rowid.
    row: name === "email_schedules" ? "id" : "rowid",
    table: identifier(name),
    rows: inputRows(name),
  }).trim()
  const found = yield* rowsOf(
    Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
    sql`${statement("inputs/columns", { input: query })}`,
  )
  const unread = yield* unreadColumns(sql, name)
  const known = found.filter(({ column_name }) => Object.hasOwn(table.columns, column_name))
  const columns = new Map(known.map((row) => [row.column_name, row.column_type]))
  return { read: copy, query, columns, rows, ...(unread.size > 0 && { unread }) }
})

/**
 * The columns that identify a row, for the tables for which the store records the values that an import could
 * not read.
 */
export const UNREAD_KEYS: Partial<Record<TableName, { readonly row: string; readonly contact: string }>> = {
  contacts: { row: "id", contact: "id" },
  email_schedules: { row: "id", contact: "contact_id" },
  contact_campaigns: { row: "campaign_instance_id", contact: "contact_id" },
}

/**
 * The columns of the copy with values that an import could not read. Each has an SQL condition that is true
 * for the rows with such a value.
 */
const unreadColumns = Effect.fnUntraced(function* (sql: DuckDbClient, table: TableName) {
  const key = UNREAD_KEYS[table]
  const [kept] =
    yield* sql`SELECT 1 FROM duckdb_tables() WHERE database_name = 'store_copy' AND table_name = 'unread_values'`
  const found =
    key === undefined || kept === undefined
      ? []
      : yield* rowsOf(
          Schema.Struct({ column_name: Schema.String }),
          sql`${statement("from/unread_columns", { table })}`,
        )
  return new Map(
    found.map(({ column_name }) => {
      const fragments = {
        column: identifier(column_name),
        row: identifier(key?.row ?? ""),
        contact: identifier(key?.contact ?? ""),
        table: literal(table),
        name: literal(column_name),
      }
      return [column_name, text("from/store_unread", fragments).trim()] as const
    }),
  )
})
