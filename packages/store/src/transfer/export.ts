/** Writes the tables of a store as files that `import` and `run` read. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier } from "@almanac/duckdb/statement"
import { partialName, renamedWhenComplete } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { columnsOf } from "./tables.ts"

/** The tables with the store's own records. They cannot be imported. */
const RECORDS = [
  "campaign_change_log",
  "config_versions",
  "organisation_versions",
  "runs",
  "scheduler_checkpoints",
  "backup_history",
  "audit_trail",
] as const

export type ExportTable = TableName | (typeof RECORDS)[number]
export const EXPORT_TABLES: ReadonlyArray<ExportTable> = [...TABLE_NAMES, ...RECORDS]

export type ExportFormat = "parquet" | "csv"

export interface ExportOptions {
  readonly output: string
  readonly tables: ReadonlyArray<ExportTable>
  readonly format: ExportFormat
}

const CSV = "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'"

const ORDER: Partial<Record<ExportTable, string>> = {
  contacts: "ORDER BY id",
  email_schedules: "ORDER BY id",
  audit_trail: "ORDER BY seq",
}

/** @returns the number of rows written, by table */
export const exportTables = (
  { sql }: Store,
  { output, tables, format }: ExportOptions,
): Effect.Effect<Readonly<Record<string, number>>, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const files = tables.map((table) => [table, join(output, `${table}.${format}`)] as const)
    const there = files.find(([, file]) => existsSync(file))
    if (there !== undefined) {
      return yield* refuse(`${there[1]} already exists`, "choose another --out, or remove it first")
    }
    yield* Effect.tryPromise({
      try: () => makeDirectory(output, 0o700),
      catch: () => refuse(`${output} cannot be created`, "choose a writable directory for --out"),
    })
    const written: Record<string, number> = {}
    for (const [table, file] of files) {
      const copy = statement("transfer/export_table", {
        columns: yield* columnList(sql, table),
        table: identifier(table),
        order: ORDER[table] ?? "",
        file: fileLiteral(partialName(file)),
        format: format === "csv" ? CSV : "FORMAT parquet",
      })
      written[table] = yield* onlyValue(Count, sql`${copy}`).pipe(renamedWhenComplete(file))
    }
    return written
  })

/** The SQL list of columns. The store keeps some moments in UTC without a zone; in files they have a zone. */
const columnList = (sql: DuckDbClient, table: ExportTable): Effect.Effect<string, SqlError> =>
  Effect.gen(function* () {
    const found = yield* rowsOf(
      Schema.Struct({ column_name: Schema.String, column_type: Schema.String }),
      sql`DESCRIBE ${sql(table)}`,
    )
    const types = new Map(found.map(({ column_name, column_type }) => [column_name, column_type]))
    const isRecord = (RECORDS as ReadonlyArray<string>).includes(table)
    const names = isRecord ? [...types.keys()] : Object.keys(columnsOf(table as TableName))
    return names
      .map((name) => [identifier(name), types.get(name)] as const)
      .map(([name, type]) => (type === "TIMESTAMP" ? `timezone('UTC', ${name}) AS ${name}` : name))
      .join(", ")
  })
