/**
 * The inputs of a run on the store: a directory of input tables beside the store's file, `<store>.snapshots/<run id>`, that
 * stands until the run is committed. Tables that come from a directory are links to it.
 */
import { existsSync } from "node:fs"
import { mkdir, readdir, rm, symlink } from "node:fs/promises"
import { join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { SqlError } from "../database/database.ts"
import { identifier, literal, statement } from "../database/statement.ts"
import { TABLE_NAMES, TABLES, type TableName } from "../source/tables.ts"
import type { Store } from "./store.ts"

export function snapshotDirectory(path: string, runId: string): string {
  return join(snapshotsOf(path), runId)
}

export interface Snapshot {
  /** Rows written, by table. */
  readonly rows: Readonly<Partial<Record<TableName, number>>>
  /** Tables that are files of `input`. */
  readonly tables_of_files: ReadonlyArray<TableName>
}

/**
 * Writes the input tables of a run.
 * @param input directory whose tables come before the store's; but history and the plan are always the store's
 */
export const writeSnapshot = (
  store: Store,
  runId: string,
  input: string | undefined,
): Effect.Effect<Snapshot, Refusal | SqlError> =>
  writeInputs(store, snapshotDirectory(store.path, runId), input)

/** Writes what a run on the store reads into a directory, which is made anew. */
export const writeInputs = Effect.fnUntraced(function* (
  { connection, path }: Store,
  directory: string,
  input?: string,
) {
  const [first] = yield* connection.rows("SELECT 1 FROM contacts LIMIT 1")
  if (first === undefined) {
    return yield* refuse(`${path} has no contacts`, `bring them in with almanac import --db ${path} --in DIR`)
  }
  yield* Effect.promise(async () => {
    await rm(directory, { recursive: true, force: true })
    await mkdir(directory, { recursive: true, mode: 0o700 })
  })
  const linked = input === undefined ? [] : yield* linkTables(resolve(input), directory)
  const written: Partial<Record<TableName, number>> = {}
  for (const table of TABLE_NAMES.filter((name) => !linked.includes(name))) {
    const rows = yield* writeInput(connection, directory, table)
    if (rows > 0) written[table] = rows
  }
  const snapshot: Snapshot = { rows: written, tables_of_files: linked }
  return snapshot
})

/** Writes one table; a table without rows has no file. @returns rows written */
export const writeInput = (
  connection: Store["connection"],
  directory: string,
  table: TableName,
): Effect.Effect<number, SqlError> =>
  Effect.gen(function* () {
    const rows = ROWS[table] ?? "true"
    const [counted] = yield* connection.rows<{ n: bigint }>(
      `SELECT count(*) AS n FROM ${table} WHERE ${rows}`,
    )
    if (counted?.n === 0n) return 0
    yield* connection.run(
      statement("store/snapshot/copy_table", {
        columns: Object.keys(TABLES[table].columns).map(identifier).join(", "),
        table,
        rows,
        file: literal(join(directory, `${table}.parquet`)),
      }),
    )
    return Number(counted?.n)
  })

/** What rows of a table can matter: failed and skipped ones settle nothing. */
const ROWS: Partial<Record<TableName, string>> = {
  email_schedules: "status NOT IN ('failed', 'skipped')",
}

/** Links the tables that stand in `input`, as they are. */
const linkTables = (input: string, directory: string) =>
  Effect.promise(async () => {
    const linked: Array<TableName> = []
    for (const table of TABLE_NAMES.filter((name) => name !== "email_schedules")) {
      const names = [table, `${table}.parquet`, `${table}.csv`].filter((name) =>
        existsSync(join(input, name)),
      )
      for (const name of names) await symlink(join(input, name), join(directory, name))
      if (names.length > 0) linked.push(table)
    }
    return linked
  })

/** Removes the snapshots of all runs but those that may still be gone on with. */
export const clearSnapshots = ({ connection, path }: Store): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    const begun = yield* connection.rows<{ run_id: string }>("SELECT run_id FROM runs WHERE status = 'begun'")
    const kept = begun.map(({ run_id }) => run_id)
    yield* Effect.promise(async () => {
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
