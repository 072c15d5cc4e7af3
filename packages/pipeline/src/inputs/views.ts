/**
 * The normalised views of the input files. They are plain projections, so DuckDB reads only the columns of a
 * query.
 */

import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { identifier } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { columnOf, scanOf } from "./fragments.ts"
import type { InputFile } from "./input.ts"
import { absent, read, textIn, unreadIn, valueIn, valueType } from "./kinds.ts"
import { statement, text } from "./statement.ts"
import { TABLES, type Table, type Tables, type ViewColumn } from "./tables.ts"

/** Creates the views `source_<table>` of all tables. The view of a missing table is empty. */
export const createViews = (
  sql: DuckDbClient,
  inputs: ReadonlyMap<TableName, ReadonlyArray<InputFile>>,
  tables: Tables = TABLES,
) =>
  Effect.forEach(
    TABLE_NAMES,
    (table) => {
      const body = viewBody(tables[table], inputs.get(table) ?? [])
      return sql`${statement("inputs/create_view", { name: identifier(`source_${table}`), body })}`
    },
    { discard: true },
  )

function viewBody(table: Table, files: ReadonlyArray<InputFile>): string {
  if (files.length === 0) {
    return text("inputs/empty", { columns: columnList(table, [], absent("BIGINT")) })
  }
  return runs(files)
    .map((run) =>
      text("inputs/scan", {
        input: scanOf(run),
        columns: columnList(table, run, rowNumber(run)),
      }),
    )
    .join("UNION ALL\n")
}

/**
 * Groups the files so that one scan reads each group. The files of a group follow each other, their known
 * columns have the same types, and their directories give the same columns. A file of which a range is read is a group.
 */
function runs(files: ReadonlyArray<InputFile>): ReadonlyArray<ReadonlyArray<InputFile>> {
  const shape = (file: InputFile) => JSON.stringify([[...file.columns], [...file.given.keys()], file.range])
  const found: Array<Array<InputFile>> = []
  for (const file of files) {
    const last = found.at(-1)
    if (last !== undefined && shape(last[0]) === shape(file)) last.push(file)
    else found.push([file])
  }
  return found
}

const rowNumber = (run: ReadonlyArray<InputFile>): string =>
  read("row_number", { first_rows: `[${run.map((file) => file.firstRow).join(", ")}]` })

/** @param run files with the same columns; empty if the table is missing */
function columnList(table: Table, run: ReadonlyArray<InputFile>, row: string): string {
  const columns = table.view.map((column) => {
    const read = expression(table, run, column)
    return [withUnread(read, column, run[0]?.unread?.get(column.of)), column.name] as const
  })
  return [[row, "row_number"] as const, ...columns]
    .map(([sql, name]) => `${sql} AS ${identifier(name)}`)
    .join(",\n  ")
}

/**
 * @param condition SQL that is true if an import could not read the value. The store does not have the value
 *   itself.
 */
function withUnread(sql: string, { as }: ViewColumn, condition: string | undefined): string {
  if (condition === undefined || as === "value") return sql
  return as === "unread" ? condition : `CASE WHEN ${condition} THEN 'unreadable' ELSE ${sql} END`
}

function expression(table: Table, run: ReadonlyArray<InputFile>, { of, as }: ViewColumn): string {
  const kind = table.columns[of]
  const type = run[0]?.columns.get(of)
  const column = columnOf(run, of)
  switch (as) {
    case "text":
      return type === undefined ? absent("VARCHAR") : textIn(column)
    case "unread":
      return type === undefined ? "false" : unreadIn(kind, type, column)
    case "value":
      return type === undefined ? absent(valueType(kind)) : valueIn(kind, type, column)
  }
}
