/** Finds the files of the input tables in a directory. */
import { constants, type Stats } from "node:fs"
import { access, readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { readStoreTables, STORE_COPY, type StoreTable } from "./store-copy.ts"
import { TABLE_NAMES, type TableName } from "./tables.ts"

/** `store`: a table of the copy of a store. */
export type Format = "parquet" | "csv" | "store"

export interface FoundFile {
  /** Relative to the input directory, with `/`. */
  readonly path: string
  readonly absolute: string
  readonly format: Format
  readonly bytes: number
  /** Of a table of a store. */
  readonly holds?: StoreTable
}

export type FoundTables = ReadonlyMap<TableName, ReadonlyArray<FoundFile>>

const FORMATS = ["parquet", "csv"] as const satisfies ReadonlyArray<Format>

const status = (path: string): Effect.Effect<Stats | undefined> =>
  Effect.promise(() => stat(path).catch(() => undefined))

/** The files of every table that is there, by name. Names are case-sensitive. */
export const discover = Effect.fnUntraced(function* (directory: string) {
  const found = yield* status(directory)
  if (found === undefined) {
    return yield* refuse(`${directory} does not exist`, "name the directory that holds contacts.parquet")
  }
  if (!found.isDirectory()) {
    return yield* refuse(`${directory} is a file`, "name the directory that holds contacts.parquet")
  }
  const names = yield* list(directory)
  yield* refuseAlmostNamed(names)
  const stored = yield* readStoreTables(directory)
  const tables = new Map<TableName, ReadonlyArray<FoundFile>>()
  for (const table of TABLE_NAMES) {
    const files = yield* tableFiles(directory, names, table)
    const holds = stored[table]
    if (files.length > 0) tables.set(table, files)
    else if (holds !== undefined) {
      const copy = yield* file(directory, STORE_COPY, "store")
      tables.set(table, [{ ...copy, path: `${STORE_COPY}/${table}`, holds }])
    }
  }
  return tables as FoundTables
})

const list = (directory: string): Effect.Effect<ReadonlyArray<string>, Refusal> =>
  Effect.tryPromise({
    try: async () => (await readdir(directory)).sort((a, b) => (a < b ? -1 : 1)),
    catch: () => refuse(`${directory} cannot be listed`, "give read permission for the directory"),
  })

/** A table that is overlooked for its name would be left out silently. */
function refuseAlmostNamed(names: ReadonlyArray<string>): Effect.Effect<void, Refusal> {
  const wanted = new Set(
    TABLE_NAMES.flatMap((table) => [table, ...FORMATS.map((format) => `${table}.${format}`)]),
  )
  const wrong = names.find((name) => !wanted.has(name) && wanted.has(name.toLowerCase()))
  return wrong === undefined
    ? Effect.void
    : refuse(`${wrong} is not the name of a table`, `rename it to ${wrong.toLowerCase()}, or remove it`)
}

const tableFiles = Effect.fnUntraced(function* (
  directory: string,
  names: ReadonlyArray<string>,
  table: TableName,
) {
  const forms: Array<{ readonly name: string; readonly files: ReadonlyArray<FoundFile> }> = []
  for (const format of FORMATS) {
    const name = `${table}.${format}`
    if (names.includes(name)) forms.push({ name, files: [yield* file(directory, name, format)] })
  }
  if (names.includes(table)) {
    const inner = yield* filesWithin(directory, table)
    for (const format of FORMATS) {
      const files = inner.filter((one) => one.format === format)
      if (files.length > 0) forms.push({ name: `${table}/*.${format}`, files })
    }
  }
  if (forms.length > 1) {
    const [kept, ...rest] = forms.map((form) => form.name)
    return yield* refuse(
      `${table} is there ${forms.length} times, as ${[kept, ...rest].join(" and ")}`,
      `remove ${rest.join(" and ")}, or ${kept} if that is the outdated one`,
    )
  }
  return forms[0]?.files ?? []
})

const filesWithin = Effect.fnUntraced(function* (directory: string, table: TableName) {
  const within = join(directory, table)
  if ((yield* status(within))?.isDirectory() !== true) {
    return yield* refuse(`${table} is a file without ending`, `rename it to ${table}.parquet or ${table}.csv`)
  }
  const files: Array<FoundFile> = []
  for (const name of yield* list(within)) {
    const format = FORMATS.find((one) => name.endsWith(`.${one}`))
    if (format !== undefined && !name.startsWith("."))
      files.push(yield* file(directory, `${table}/${name}`, format))
  }
  if (files.length === 0) {
    return yield* refuse(
      `${table}/ holds no .parquet or .csv file`,
      "put the files directly into it, or remove the directory",
    )
  }
  return files
})

const file = Effect.fnUntraced(function* (directory: string, path: string, format: Format) {
  const absolute = join(directory, path)
  const found = yield* status(absolute)
  if (found?.isFile() !== true) {
    return yield* refuse(`${path} is not a file`, `files of a table go into a directory named like the table`)
  }
  yield* Effect.tryPromise({
    try: () => access(absolute, constants.R_OK),
    catch: () => refuse(`${path} cannot be read`, "give read permission for the file"),
  })
  const one: FoundFile = { path, absolute, format, bytes: found.size }
  return one
})
