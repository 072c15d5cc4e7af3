/**
 * The input directory of a run on the store, `<store>.snapshots/<run id>`. It exists until the run is
 * committed. It has a hard link to, or a copy of, the backup taken before the run, and the run reads the
 * tables in it. The backup itself may be removed in the meantime. Tables that are read from files are
 * symbolic links to these files.
 */
import { copyFile, link, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { TABLE_NAMES, type TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyRow, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier } from "@almanac/duckdb/statement"
import { writing } from "@almanac/files/complete-file"
import { accessing, type FileError } from "@almanac/files/file-error"
import { tableEntries } from "@almanac/pipeline/inputs/discover"
import {
  inputRows,
  readStoreTables,
  STORE_COPY,
  STORE_TABLES,
  type StoreTable,
  type StoreTables,
} from "@almanac/pipeline/inputs/store-copy"
import { TABLES } from "@almanac/pipeline/inputs/tables"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { backupPath } from "./backup/files.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

export function snapshotDirectory(path: string, runId: string): string {
  return join(snapshotsOf(path), runId)
}

export interface Snapshot {
  /** The tables of the store that are input. */
  readonly tables: StoreTables
  /** The tables that are read from files in `input`. */
  readonly tables_of_files: ReadonlyArray<TableName>
}

/** The numbers of the store's rows that are input, by table. */
export const rowCounts = ({ tables }: Snapshot): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(tables).map(([table, { rows }]) => [table, rows]))

/**
 * Makes the input directory of a run, without the copy of the store.
 * @param input a directory of tables to read instead of the store's; `email_schedules` always comes from the
 *   store
 */
export const beginSnapshot = Effect.fnUntraced(function* (
  store: Store,
  runId: string,
  input: string | undefined,
) {
  const directory = snapshotDirectory(store.path, runId)
  yield* newInputs(store, directory)
  const tables_of_files = input === undefined ? [] : yield* linkTables(resolve(input), directory)
  const tables: Partial<Record<TableName, StoreTable>> = {}
  for (const table of TABLE_NAMES.filter((name) => !tables_of_files.includes(name))) {
    const held = yield* contentOf(store, table)
    if (held.rows > 0) tables[table] = held
  }
  yield* intoSnapshots(store, () => writeFile(join(directory, STORE_TABLES), JSON.stringify(tables)))
  const snapshot: Snapshot = { tables, tables_of_files }
  return snapshot
})

const contentOf = ({ sql }: Store, table: TableName): Effect.Effect<StoreTable, SqlError> =>
  onlyRow(
    Schema.Struct({ rows: Count, content: Schema.String }),
    sql`${statement("snapshot/content", { columns: columnsOf(table), table, rows: inputRows(table) })}`,
  )

/** Whether these tables of the store have not changed since a run read them. */
export const holdsStill = Effect.fnUntraced(function* (
  store: Store,
  runId: string,
  tables: ReadonlyArray<TableName>,
) {
  const read = yield* readStoreTables(snapshotDirectory(store.path, runId))
  for (const table of tables) {
    const { rows, content } = yield* contentOf(store, table)
    if (rows !== (read[table]?.rows ?? 0) || (rows > 0 && content !== read[table]?.content)) return false
  }
  return true
})

/** Puts a backup into the input directory of a run. The directory is then complete. */
export const completeSnapshot = (store: Store, runId: string, backup: string): Effect.Effect<void, Refusal> =>
  intoSnapshots(store, async () => {
    const taken = backupPath(store.path, backup)
    const copy = join(snapshotDirectory(store.path, runId), STORE_COPY)
    // Backups on another disk cannot be linked.
    await link(taken, copy).catch(() => copyFile(taken, copy))
  })

const intoSnapshots = ({ path }: Store, write: () => Promise<void>): Effect.Effect<void, Refusal> =>
  writing(snapshotsOf(path), write, "free space on the disk, and check that the directory is writable")

/** Makes an empty directory for inputs. Refuses a store without contacts. */
const newInputs = Effect.fnUntraced(function* ({ sql, path }: Store, directory: string) {
  const [first] = yield* sql`SELECT 1 FROM contacts LIMIT 1`
  if (first === undefined) {
    return yield* refuse(`${path} has no contacts`, `import them with almanac import --db ${path} --in DIR`)
  }
  yield* accessing(directory, async () => {
    await rm(directory, { recursive: true, force: true })
    await mkdir(directory, { recursive: true, mode: 0o700 })
  })
})

/** Writes the tables that a run on the store would read to files in a directory. */
export const writeInputs = (
  store: Store,
  directory: string,
): Effect.Effect<void, Refusal | SqlError | FileError> =>
  Effect.andThen(
    newInputs(store, directory),
    Effect.forEach(TABLE_NAMES, (table) => writeInput(store.sql, directory, table), { discard: true }),
  )

/** Writes one table to a file. A table without rows gets no file. */
export const writeInput = (
  sql: DuckDbClient,
  directory: string,
  table: TableName,
): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    const rows = inputRows(table)
    const [first] = yield* sql`SELECT 1 FROM ${sql(table)} WHERE ${sql.literal(rows)} LIMIT 1`
    if (first === undefined) return
    const file = fileLiteral(join(directory, `${table}.parquet`))
    yield* sql`${statement("snapshot/copy_table", { columns: columnsOf(table), table, rows, file })}`
  })

const columnsOf = (table: TableName): string => Object.keys(TABLES[table].columns).map(identifier).join(", ")

/** Makes symbolic links to the tables in `input`. */
const linkTables = (input: string, directory: string) =>
  Effect.flatMap(tableEntries(input), (entries) =>
    accessing(directory, async () => {
      const tables = TABLE_NAMES.filter((table) => entries.has(table) && table !== "email_schedules")
      for (const name of tables.flatMap((table) => entries.get(table) ?? [])) {
        await symlink(join(input, name), join(directory, name))
      }
      return tables
    }),
  )

/** Removes the input directories of all runs, except of runs that can still be resumed. */
export const clearSnapshots = ({ sql, path }: Store): Effect.Effect<void, SqlError | FileError> =>
  Effect.gen(function* () {
    const begun = yield* rowsOf(
      Schema.Struct({ run_id: Schema.String }),
      sql`SELECT run_id FROM runs WHERE status = 'begun'`,
    )
    const kept = begun.map(({ run_id }) => run_id)
    yield* accessing(snapshotsOf(path), async () => {
      const names = await readdir(snapshotsOf(path)).catch(() => [])
      for (const name of names.filter((one) => !kept.includes(one))) {
        await rm(snapshotDirectory(path, name), { recursive: true, force: true })
      }
      if (kept.length === 0) await rm(snapshotsOf(path), { recursive: true, force: true })
    })
  })

function snapshotsOf(path: string): string {
  return `${resolve(path)}.snapshots`
}
