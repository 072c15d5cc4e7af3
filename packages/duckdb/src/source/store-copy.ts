/**
 * The copy of a store as input: a directory may hold one in place of files. Beside it stands which of its tables are input, how
 * many rows they have, and what tells their content.
 */
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { Connection } from "../database/database.ts"
import { identifier, literal, statement } from "../database/statement.ts"
import type { Table, TableName } from "./tables.ts"

export const STORE_COPY = "inputs.db"
/** Holds {@link StoreTables}. */
export const STORE_TABLES = "inputs.json"

export interface StoreTable {
  readonly rows: number
  /** The sum of the rows' hashes: equal where two tables hold the same, in whatever order. */
  readonly content: string
}

export type StoreTables = Partial<Record<TableName, StoreTable>>

/** The rows of a table of a store that are input: failed and skipped emails settle nothing. */
export const inputRows = (table: TableName): string =>
  table === "email_schedules" ? "status NOT IN ('failed', 'skipped')" : "true"

/** The tables of the copy of a store in a directory; none where there is no copy. */
export const readStoreTables = (directory: string): Effect.Effect<StoreTables, Refusal> =>
  Effect.suspend(() => {
    const file = join(directory, STORE_TABLES)
    if (!existsSync(file) || !existsSync(join(directory, STORE_COPY))) return Effect.succeed({})
    return Effect.tryPromise({
      try: async () => JSON.parse(await readFile(file, "utf8")) as StoreTables,
      catch: () => refuse(`${STORE_TABLES} cannot be read`, "put it back as it was"),
    })
  })

/** Makes a table of the copy readable on the database of the connection. */
export const openStoreTable = Effect.fnUntraced(function* (
  connection: Connection,
  name: TableName,
  table: Table,
  copy: string,
  { rows }: StoreTable,
) {
  yield* connection.run(statement("source/from/attach_store", { file: literal(copy) }))
  const query = statement("source/from/store_table", {
    // A view has no numbers of rows.
    row: name === "email_schedules" ? "id" : "rowid",
    table: identifier(name),
    rows: inputRows(name),
  }).trim()
  const found = yield* connection.rows<{ column_name: string; column_type: string }>(
    statement("source/columns", { input: query }),
  )
  const known = found.filter(({ column_name }) => Object.hasOwn(table.columns, column_name))
  const columns = new Map(known.map((row) => [row.column_name, row.column_type]))
  return { read: copy, query, columns, rows }
})
