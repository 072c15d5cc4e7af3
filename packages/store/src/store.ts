/**
 * The store is one DuckDB file with an organisation's state. Only one process at a time can open it, so every
 * process holds it only briefly. A run takes a backup, works on the backup, and opens the store again to
 * write its result.
 */
import { existsSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { makeFile } from "./make-file.ts"
import { isEmpty, migrate } from "./migrate.ts"
import { type OpenFileOptions, openFile } from "./open-file.ts"

export interface StoreOptions extends OpenFileOptions {
  /** Whether a missing file is made. If false, a missing file is refused. */
  readonly create: boolean
  /** The current time. It is written with changes, in UTC. */
  readonly now: Date
}

export interface Store {
  readonly path: string
  readonly connection: Connection
  readonly now: Date
}

/** Opens the store for the scope and brings its tables up to date. */
export const openStore = (options: StoreOptions): Effect.Effect<Store, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const { path, now } = options
    if (!existsSync(path)) {
      const log = `${path}.wal`
      if (existsSync(log)) {
        return yield* refuse(
          `there is no store ${path}, but a file with its last changes, ${log}`,
          `put ${path} back, or move ${log} to another place`,
        )
      }
      if (!options.create) return yield* noStore(path)
      yield* makeFile(options, (connection) => migrate(connection, path, now))
    }
    const connection = yield* openFile(options)
    if (!options.create && (yield* isEmpty(connection))) return yield* noStore(path)
    yield* migrate(connection, path, now)
    return { path, connection, now }
  })

const noStore = (path: string): Effect.Effect<never, Refusal> =>
  Effect.fail(
    refuse(
      `there is no store ${path}`,
      "name an existing file for --db, or create a store with almanac import --db",
    ),
  )

/** Runs `work` in one transaction: either all its changes are written or none. */
export const transaction = <A, E, R>(
  connection: Connection,
  work: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | SqlError, R> =>
  Effect.acquireUseRelease(
    connection.run("BEGIN TRANSACTION"),
    () => Effect.tap(work, () => connection.run("COMMIT")),
    (_, exit) => (exit._tag === "Success" ? Effect.void : Effect.ignore(connection.run("ROLLBACK"))),
  )
