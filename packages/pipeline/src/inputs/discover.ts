/**
 * Finds the files of the input tables in a directory: `contacts.csv`, or any number of files below
 * `contacts/`. A file or directory that looks like a table but would not be read is refused, because leaving
 * it out would change the plan without a message.
 */
import { constants, type Stats } from "node:fs"
import { access, readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import * as Effect from "effect/Effect"
import { almostTable, type Compression, dataName, endingOf, holdsData, isNamelessPart } from "./file-names.ts"
import { readStoreTables, STORE_COPY, type StoreTable } from "./store-copy.ts"

/** `store` stands for a table in the copy of a store. */
export type Format = "parquet" | "csv" | "store"

export interface FoundFile {
  /** Relative to the input directory, with `/` as separator. */
  readonly path: string
  readonly absolute: string
  readonly format: Format
  /** Only for a compressed CSV file. */
  readonly compression?: Compression
  readonly bytes: number
  /** Only for a table of a store: its number of rows and its content. */
  readonly holds?: StoreTable
}

export type FoundTables = ReadonlyMap<TableName, ReadonlyArray<FoundFile>>

const FORMATS = ["parquet", "csv"] as const satisfies ReadonlyArray<Format>

const status = (path: string): Effect.Effect<Stats | undefined> =>
  Effect.promise(() => stat(path).catch(() => undefined))

const isDirectory = (path: string): Effect.Effect<boolean> =>
  Effect.map(status(path), (found) => found?.isDirectory() === true)

/**
 * The files of the tables in the directory, by table. The names of tables are case-sensitive, the endings of
 * files are not.
 */
export const discover = Effect.fnUntraced(function* (directory: string) {
  const entries = yield* tableEntries(directory)
  const stored = yield* readStoreTables(directory)
  const tables = new Map<TableName, ReadonlyArray<FoundFile>>()
  for (const table of TABLE_NAMES) {
    const files = yield* tableFiles(directory, entries.get(table) ?? [], table)
    const holds = stored[table]
    if (files.length > 0) tables.set(table, files)
    else if (holds !== undefined) {
      const copy = yield* file(directory, STORE_COPY, { format: "store" })
      tables.set(table, [{ ...copy, path: `${STORE_COPY}/${table}`, holds }])
    }
  }
  return tables
})

/** The names in the directory by table. Refuses a name that only looks like the name of a table. */
export const tableEntries = Effect.fnUntraced(function* (directory: string) {
  const found = yield* status(directory)
  if (found === undefined) {
    return yield* refuse(`${directory} does not exist`, "name the directory that holds contacts.parquet")
  }
  if (!found.isDirectory()) {
    return yield* refuse(`${directory} is a file`, "name the directory that holds contacts.parquet")
  }
  const tables = new Map<TableName, Array<string>>()
  for (const name of yield* list(directory)) {
    if (name.startsWith(".")) continue
    const table = TABLE_NAMES.find((one) => one === name || one === dataName(name)?.stem)
    if (table === undefined) yield* refuseAlmostNamed(name, yield* isDirectory(join(directory, name)))
    else tables.set(table, [...(tables.get(table) ?? []), name])
  }
  return tables
})

const list = (directory: string): Effect.Effect<ReadonlyArray<string>, Refusal> =>
  Effect.tryPromise({
    try: async () => (await readdir(directory)).sort((a, b) => (a < b ? -1 : 1)),
    catch: () => refuse(`${directory} cannot be listed`, "give read permission for the directory"),
  })

function refuseAlmostNamed(name: string, ofDirectory: boolean): Effect.Effect<void, Refusal> {
  const table = almostTable(name, ofDirectory)
  if (table === undefined) return Effect.void
  const what = `${name} looks like the table ${table} but is not read`
  const read = dataName(name)
  if (ofDirectory) return Effect.fail(refuse(what, `rename it to ${table}, or move it elsewhere`))
  if (read === undefined)
    return Effect.fail(refuse(what, `${inReadableForm(name, table)}, or move it elsewhere`))
  const ending = endingOf(read)
  return Effect.fail(
    refuse(
      what,
      `rename it to ${table}${ending}, put it into ${table}/ as one of several, or move it elsewhere`,
    ),
  )
}

/** How to mend a file whose format is not read. */
const inReadableForm = (name: string, stem: string): string =>
  /\.(pq|parq)$/i.test(name) ? `rename it to ${stem}.parquet` : `export it as ${stem}.parquet or ${stem}.csv`

const tableFiles = Effect.fnUntraced(function* (
  directory: string,
  names: ReadonlyArray<string>,
  table: TableName,
) {
  const forms: Array<{ readonly name: string; readonly files: ReadonlyArray<FoundFile> }> = []
  for (const name of names) {
    const read = dataName(name)
    if (read !== undefined) forms.push({ name, files: [yield* file(directory, name, read)] })
  }
  forms.sort((a, b) => FORMATS.indexOf(formatIn(a.files)) - FORMATS.indexOf(formatIn(b.files)))
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
      `${table} exists ${forms.length} times, as ${[kept, ...rest].join(" and ")}`,
      `remove ${rest.join(" and ")}, or ${kept} if that is outdated`,
    )
  }
  return forms[0]?.files ?? []
})

const formatIn = ([first]: ReadonlyArray<FoundFile>) => (first?.format === "csv" ? "csv" : "parquet")

const filesWithin = Effect.fnUntraced(function* (directory: string, table: TableName) {
  if (!(yield* isDirectory(join(directory, table)))) {
    return yield* refuse(
      `${table} is a file without an extension`,
      `rename it to ${table}.parquet or ${table}.csv`,
    )
  }
  const files = yield* filesBelow(directory, table, 0)
  if (files.length === 0) {
    return yield* refuse(
      `${table}/ holds no .parquet or .csv file`,
      "put files into it, or remove the directory",
    )
  }
  yield* refuseRepeated(files)
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
})

const DEEPEST = 32

/**
 * The files below a directory, without hidden files and without files that systems write beside data
 * (`_SUCCESS`).
 */
const filesBelow: (
  directory: string,
  within: string,
  depth: number,
) => Effect.Effect<ReadonlyArray<FoundFile>, Refusal> = Effect.fnUntraced(
  function* (directory, within, depth) {
    if (depth > DEEPEST)
      return yield* refuse(
        `${within} is nested too deeply`,
        "remove the link that leads back to a directory above it",
      )
    const files: Array<FoundFile> = []
    for (const name of yield* list(join(directory, within))) {
      const path = `${within}/${name}`
      if (name === "_delta_log")
        return yield* refuse(`${within} is a Delta table`, "export it as Parquet files")
      if (name.startsWith(".")) continue
      if (yield* isDirectory(join(directory, path))) {
        if (!name.startsWith("_")) files.push(...(yield* filesBelow(directory, path, depth + 1)))
        continue
      }
      const read = dataName(name)
      if (read !== undefined) files.push(yield* file(directory, path, read))
      else if (holdsData(name) || isNamelessPart(name)) {
        return yield* refuse(
          `${path} is not read`,
          `${inReadableForm(name, stemOf(name))}, or move it elsewhere`,
        )
      }
    }
    return files
  },
)

const stemOf = (name: string): string => name.replace(/\..*$/s, "")

/** Refuses a file that is present both compressed and uncompressed, because its rows would count twice. */
function refuseRepeated(files: ReadonlyArray<FoundFile>): Effect.Effect<void, Refusal> {
  const unpacked = (path: string): string => path.replace(/\.(gz|zst)$/i, "")
  for (const [, same] of Map.groupBy(files, ({ path }) => unpacked(path))) {
    const [first, second] = same
    if (second !== undefined)
      return Effect.fail(refuse(`${first?.path} and ${second.path} are one file twice`, "remove one of them"))
  }
  return Effect.void
}

const file = Effect.fnUntraced(function* (
  directory: string,
  path: string,
  { format, compression }: Pick<FoundFile, "format" | "compression">,
) {
  const absolute = join(directory, path)
  const found = yield* status(absolute)
  if (found?.isFile() !== true) {
    return yield* refuse(
      `${path} is not a file`,
      `put the files of a table into a directory with the name of the table`,
    )
  }
  yield* Effect.tryPromise({
    try: () => access(absolute, constants.R_OK),
    catch: () => refuse(`${path} cannot be read`, "give read permission for the file"),
  })
  const compressed = compression === undefined ? {} : { compression }
  const one: FoundFile = { path, absolute, format, ...compressed, bytes: found.size }
  return one
})
