/**
 * Finds and checks the input tables of a directory, and shows them as views with canonical names and types.
 *
 * The views `source_<table>` are temporary, so they belong to one sql. {@link bindSources} creates
 * them on another sql.
 */
import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { onDisk } from "@almanac/files/on-disk"
import * as Effect from "effect/Effect"
import { convertCsv } from "./csv.ts"
import { checkWhole, fileRefusal } from "./damage.ts"
import { discover, type FoundFile } from "./discover.ts"
import type { InputFile, SourceFile, Sources } from "./input.ts"
import { type Columns, checkNames, parquetColumns, readableColumns, rowCount } from "./inspect.ts"
import { partitionValues } from "./partitions.ts"
import { openStoreTable } from "./store-copy.ts"
import { checkValues } from "./strict.ts"
import { TABLES, type Table, type Tables } from "./tables.ts"
import { createViews } from "./views.ts"

export interface SourceOptions {
  readonly directory: string
  /** The directory for converted CSV files. It must exist for as long as the views are used. */
  readonly scratchDirectory: string
}

/**
 * Finds and checks the input tables and creates the views `source_<table>` on `sql`. It converts CSV
 * files and checks the values of the small campaign tables. Of all other files it reads only the metadata.
 */
export const openSources = Effect.fnUntraced(function* (sql: DuckDbClient, options: SourceOptions) {
  const sources = yield* openTables(sql, options)
  const contacts = sources.inputs.get("contacts")
  if (contacts === undefined) {
    const directory = resolve(options.directory)
    return yield* refuse(`${directory} has no table contacts`, "add contacts.parquet or contacts.csv")
  }
  if (contacts.every((file) => file.rows === 0)) {
    return yield* refuse(
      `the table contacts has no rows (${contacts.map((file) => file.path).join(", ")})`,
      "export at least one contact",
    )
  }
  return sources
})

/**
 * Does the same as {@link openSources}, but needs no contacts.
 * @param tables the definitions of the tables: their columns and the columns of the views
 */
export const openTables = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  options: SourceOptions,
  tables: Tables = TABLES,
) {
  yield* onDisk(options.directory)
  const found = yield* discover(resolve(options.directory))
  const scratch = resolve(options.scratchDirectory)
  yield* Effect.tryPromise({
    try: () => mkdir(scratch, { recursive: true }),
    catch: () => refuse(`${scratch} cannot be created`, "name a writable directory"),
  })
  const inputs = new Map<TableName, ReadonlyArray<InputFile>>()
  for (const [name, files] of found) {
    const opened: Array<InputFile> = []
    let firstRow = 1
    for (const [at, file] of files.entries()) {
      const converted = join(scratch, `${name}-${at}.converted`)
      const input = yield* openFile(sql, name, tables[name], file, converted, firstRow)
      opened.push(input)
      firstRow += input.rows
    }
    inputs.set(name, opened)
  }
  yield* createViews(sql, inputs, tables)
  return sourcesOf(options.directory, inputs)
})

/** Creates the views of `sources` on another sql. */
export const bindSources = (sql: DuckDbClient, sources: Sources): Effect.Effect<void, SqlError> =>
  createViews(sql, sources.inputs)

const openFile = (
  sql: DuckDbClient,
  name: TableName,
  table: Table,
  file: FoundFile,
  converted: string,
  firstRow: number,
): Effect.Effect<InputFile, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    yield* checkWhole(file)
    const opened =
      file.holds === undefined
        ? yield* openRows(sql, table, file, converted)
        : yield* openStoreTable(sql, name, table, file.absolute, file.holds)
    const input: InputFile = { given: new Map(), ...file, ...opened, firstRow }
    if (table.strict) yield* checkValues(sql, input, table)
    return input
  }).pipe(
    Effect.mapError((error) =>
      error._tag === "SqlError" && file.format !== "csv" ? fileRefusal(file.path, error) : error,
    ),
  )

const openRows = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  table: Table,
  file: FoundFile,
  converted: string,
) {
  const read = file.format === "csv" ? converted : file.absolute
  const partition = partitionValues(file.path)
  const own =
    file.format === "csv"
      ? yield* convertCsv(sql, file, table, converted, [...partition.keys()])
      : yield* openParquet(sql, file, table, [...partition.keys()])
  const given = new Map(
    [...partition].filter(([name]) => Object.hasOwn(table.columns, name) && !own.has(name)),
  )
  const columns: Columns = new Map([...own, ...[...given.keys()].map((name) => [name, "VARCHAR"] as const)])
  return { read, columns, given, rows: yield* rowCount(sql, read) }
})

const openParquet = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  file: FoundFile,
  table: Table,
  partition: ReadonlyArray<string>,
) {
  const found = yield* parquetColumns(sql, file.path, file.absolute)
  yield* checkNames(file.path, table, [...found.keys(), ...partition])
  return yield* readableColumns(sql, file.path, file.absolute, table, found)
})

/** The sources of a directory, from its files as they are read. */
export function sourcesOf(directory: string, inputs: Sources["inputs"]): Sources {
  return {
    directory,
    inputs,
    tables: [...inputs.keys()],
    files: filesOf(inputs),
    describe: (table) =>
      Object.keys(TABLES[table].columns).flatMap((name) => {
        const types = new Set((inputs.get(table) ?? []).flatMap((file) => file.columns.get(name) ?? []))
        return types.size === 0 ? [] : [{ name, types: [...types] }]
      }),
  }
}

function filesOf(inputs: Sources["inputs"]): Sources["files"] {
  const files = {} as Record<TableName, ReadonlyArray<SourceFile>>
  for (const table of TABLE_NAMES) {
    files[table] = (inputs.get(table) ?? []).map(({ path, bytes, rows }) => ({ path, bytes, rows }))
  }
  return files
}
