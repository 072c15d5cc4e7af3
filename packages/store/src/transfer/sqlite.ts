/**
 * Converts the SQLite database of an earlier system to tables that `import` reads. Emails that the system
 * sent are converted. Its planned emails are not, because Almanac makes its own plan. Moments without a zone
 * are read as UTC, like SQLite's CURRENT_TIMESTAMP.
 */
import { once } from "node:events"
import { createWriteStream, existsSync } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync, type SQLOutputValue } from "node:sqlite"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral, filePattern } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier, literal } from "@almanac/duckdb/statement"
import { accessing, type FileError } from "@almanac/files/file-error"
import { textColumns } from "@almanac/pipeline/inputs/fragments"
import { checkNames } from "@almanac/pipeline/inputs/inspect"
import { TABLES } from "@almanac/pipeline/inputs/tables"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"
import { columnsOf } from "./tables.ts"

export interface ConvertedTable {
  readonly table: TableName
  readonly rows: number
  readonly converted: number
  /** The number of emails that the earlier system had planned but not sent. */
  readonly plans_left: number
  /** The columns that Almanac does not use. */
  readonly columns_left: ReadonlyArray<string>
}

export interface Converted {
  readonly tables: ReadonlyArray<ConvertedTable>
  readonly tables_left: ReadonlyArray<string>
}

type SqliteRow = Record<string, SQLOutputValue>

const PLANNED = ["pre-scheduled", "skipped"]

/** Other names of columns in earlier systems. */
const ALIASES: Readonly<Record<string, string>> = {
  sent_at: "actual_send_datetime",
  batch_id: "scheduler_run_id",
}
/** The columns in which earlier systems stored the parts of `event_date`. */
const EVENT = ["event_year", "event_month", "event_day"]

/** Writes the tables of the database to files in a directory. It works row by row in constant memory. */
export const convertSqlite = (
  sql: DuckDbClient,
  file: string,
  directory: string,
): Effect.Effect<Converted, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const { database, names, known } = yield* openTablesIn(file)
    yield* accessing(directory, () => mkdir(directory, { recursive: true, mode: 0o700 }))
    const tables: Array<ConvertedTable> = []
    for (const table of known) tables.push(yield* convertTable(sql, database, table, file, directory))
    return { tables, tables_left: names.filter((name) => !(known as ReadonlyArray<string>).includes(name)) }
  }).pipe(Effect.scoped)

/** Refuses a file that is not an SQLite database with tables to convert. */
export const checkSqlite = (file: string): Effect.Effect<void, Refusal> =>
  Effect.scoped(Effect.asVoid(openTablesIn(file)))

const openTablesIn = Effect.fnUntraced(function* (file: string) {
  const database = yield* openSqlite(file)
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .all()
    .map(({ name }) => String(name))
  const known = TABLE_NAMES.filter((table) => names.includes(table))
  if (known.length === 0) {
    return yield* refuse(`${file} has none of the tables ${TABLE_NAMES.join(", ")}`, "name another file")
  }
  return { database, names, known }
})

const openSqlite = (file: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        if (!existsSync(file))
          throw refuse(`${file} does not exist`, "name an existing file for --from-sqlite")
        const database = new DatabaseSync(file, { readOnly: true })
        database.prepare("SELECT count(*) FROM sqlite_master").get()
        return database
      },
      catch: (cause) =>
        cause instanceof Error && "_tag" in cause
          ? (cause as Refusal)
          : refuse(`${file} is not an SQLite database`, "name another file for --from-sqlite"),
    }),
    (database) => Effect.sync(() => database.close()),
  )

const convertTable = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  database: DatabaseSync,
  table: TableName,
  file: string,
  directory: string,
) {
  const wanted = columnsOf(table)
  const given = database
    .prepare(`SELECT name FROM pragma_table_info(${literal(table)})`)
    .all()
    .map(({ name }) => String(name))
  // SQLite does not distinguish upper and lower case in the names of columns.
  const lower = given.map((name) => name.toLowerCase())
  yield* checkNames(`${file}, table ${table}`, TABLES[table], lower)
  const columns = given.map((name, at) => `${identifier(name)} AS ${identifier(lower[at] ?? name)}`)
  const select = database.prepare(`SELECT ${columns.join(", ")} FROM ${identifier(table)}`)
  select.setReadBigInts(true)
  const scratch = join(directory, `${table}.ndjson`)
  let [rows, converted] = [0, 0]
  yield* Effect.tryPromise({
    try: async () => {
      const out = createWriteStream(scratch, { highWaterMark: 1 << 20 })
      for (const row of select.iterate()) {
        rows++
        if (table === "email_schedules" && PLANNED.includes(String(row.status))) continue
        converted++
        if (!out.write(`${JSON.stringify(textsOf(row, wanted))}\n`)) await once(out, "drain")
      }
      out.end()
      await once(out, "close")
    },
    catch: (cause) => cause as NodeJS.ErrnoException,
  }).pipe(
    Effect.catch((error) =>
      error.code === "ERR_SQLITE_ERROR"
        ? Effect.fail(
            refuse(`${file}, table ${table} is damaged and cannot be read completely`, "copy the file again"),
          )
        : Effect.die(error),
    ),
  )
  yield* sql`${statement("transfer/from_ndjson", {
    file: filePattern(scratch),
    columns: textColumns(Object.keys(wanted)),
    parquet: fileLiteral(join(directory, `${table}.parquet`)),
  })}`
  yield* accessing(scratch, () => rm(scratch))
  const used = (name: string): boolean =>
    name in wanted || (table === "email_schedules" && (name in ALIASES || EVENT.includes(name)))
  const done: ConvertedTable = {
    table,
    rows,
    converted,
    plans_left: rows - converted,
    columns_left: given.filter((name) => !used(name.toLowerCase())),
  }
  return done
})

/** The values, as text, of the columns that Almanac knows. */
function textsOf(row: SqliteRow, wanted: Readonly<Record<string, string>>): Record<string, string | null> {
  const texts: Record<string, string | null> = {}
  for (const [name, kind] of Object.entries(wanted)) {
    const alias = Object.entries(ALIASES).find(([, of]) => of === name)?.[0] ?? ""
    const given = row[name] ?? row[alias] ?? null
    const text = given === null || given instanceof Uint8Array ? null : String(given)
    texts[name] = text !== null && kind === "moment" ? zoned(text) : text
  }
  if ("event_date" in wanted && texts.event_date == null) texts.event_date = eventDate(row)
  return texts
}

function zoned(text: string): string {
  return /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) ? `${text}Z` : text
}

function eventDate(row: SqliteRow): string | null {
  const [year, month, day] = EVENT.map((name) => row[name])
  if (year == null || month == null || day == null) return null
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
}
