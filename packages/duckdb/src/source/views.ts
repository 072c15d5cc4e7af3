/** The normalised views over the input files. They are plain projections, so DuckDB reads only what is asked for. */
import * as Effect from "effect/Effect"
import type { Connection } from "../database/database.ts"
import { identifier, statement } from "../database/statement.ts"
import { scanOf } from "./fragments.ts"
import type { InputFile } from "./input.ts"
import { absent, read, textIn, unreadIn, valueIn, valueType } from "./kinds.ts"
import { TABLE_NAMES, TABLES, type Table, type TableName, type Tables, type ViewColumn } from "./tables.ts"

/** Creates the views `source_<table>` of all tables; of a table that is not there, an empty one. */
export const createViews = (
  connection: Connection,
  inputs: ReadonlyMap<TableName, ReadonlyArray<InputFile>>,
  tables: Tables = TABLES,
) =>
  Effect.forEach(
    TABLE_NAMES,
    (table) => {
      const body = viewBody(tables[table], inputs.get(table) ?? [])
      return connection.run(statement("source/create_view", { name: identifier(`source_${table}`), body }))
    },
    { discard: true },
  )

function viewBody(table: Table, files: ReadonlyArray<InputFile>): string {
  if (files.length === 0) {
    return statement("source/empty", { columns: columnList(table, new Map(), absent("BIGINT")) })
  }
  return runs(files)
    .map((run) =>
      statement("source/scan", {
        input: scanOf(run),
        columns: columnList(table, run[0]!.columns, rowNumber(run), run[0]!.unread),
      }),
    )
    .join("UNION ALL\n")
}

/** Neighbouring files whose known columns have the same types are read by one scan. */
function runs(files: ReadonlyArray<InputFile>): ReadonlyArray<ReadonlyArray<InputFile>> {
  const shape = (file: InputFile) => JSON.stringify([...file.columns])
  const found: Array<Array<InputFile>> = []
  for (const file of files) {
    const last = found.at(-1)
    if (last !== undefined && shape(last[0]!) === shape(file)) last.push(file)
    else found.push([file])
  }
  return found
}

const rowNumber = (run: ReadonlyArray<InputFile>): string =>
  read("row_number", { first_rows: `[${run.map((file) => file.firstRow).join(", ")}]` })

function columnList(
  table: Table,
  types: ReadonlyMap<string, string>,
  row: string,
  unread?: InputFile["unread"],
): string {
  const columns = table.view.map((column) => {
    const sql = expression(table, types.get(column.of), column)
    return [withUnread(sql, column, unread?.get(column.of)), column.name] as const
  })
  return [[row, "row_number"] as const, ...columns]
    .map(([sql, name]) => `${sql} AS ${identifier(name)}`)
    .join(",\n  ")
}

/** @param condition that an import could not read the value, of which the store has nothing but this */
function withUnread(sql: string, { as }: ViewColumn, condition: string | undefined): string {
  if (condition === undefined || as === "value") return sql
  return as === "unread" ? condition : `CASE WHEN ${condition} THEN 'unreadable' ELSE ${sql} END`
}

/** @param type that the input has for the column; undefined where it has none */
function expression(table: Table, type: string | undefined, { of, as }: ViewColumn): string {
  const kind = table.columns[of]!
  const column = identifier(of)
  switch (as) {
    case "text":
      return type === undefined ? absent("VARCHAR") : textIn(column)
    case "unread":
      return type === undefined ? "false" : unreadIn(kind, type, column)
    case "value":
      return type === undefined ? absent(valueType(kind)) : valueIn(kind, type, column)
  }
}
