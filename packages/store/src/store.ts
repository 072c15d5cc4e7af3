/**
 * The store is one DuckDB file with an organisation's state. Only one process at a time can open it, so every
 * process holds it only briefly. A run takes a backup, works on the backup, and opens the store again to
 * write its result.
 */
import { existsSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
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
  readonly sql: DuckDbClient
  readonly now: Date
  /** The approval with which changes are made. It is absent if there is none. */
  readonly approval?: Approval
}

/** A proposal that is being approved. The audit entry of its change has all of it. */
export interface Approval {
  readonly proposal: number
  readonly proposed_by: string
  readonly comment: string
  readonly approved_by: string
  readonly approval_comment: string
}

/** Opens the store for the scope and brings its tables up to date. */
export const openStore = (
  options: StoreOptions,
): Effect.Effect<Store, Refusal | SqlError | FileError, Scope.Scope> =>
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
      yield* makeFile(options, (sql) => migrate(sql, path, now))
    }
    const sql = yield* openFile(options)
    if (!options.create && (yield* isEmpty(sql))) return yield* noStore(path)
    yield* migrate(sql, path, now)
    return { path, sql, now }
  })

const noStore = (path: string): Effect.Effect<never, Refusal> =>
  Effect.fail(
    refuse(
      `there is no store ${path}`,
      "name an existing file for --db, or create a store with almanac import --db",
    ),
  )
