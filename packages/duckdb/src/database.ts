/** The embedded DuckDB as a scoped resource. */
import { DuckDBInstance } from "@duckdb/node-api"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import { clientOf, DuckDbClient } from "./client.ts"
import { absolute, databaseFile } from "./paths.ts"
import { type SqlError, sqlError } from "./sql-error.ts"

export interface DatabaseOptions {
  /** File of the database. If absent, the database is in memory. */
  readonly path?: string
  readonly threads: number
  /** If DuckDB needs more memory, it spills data to `tempDirectory`. */
  readonly memoryLimitMb: number
  readonly tempDirectory: string
  readonly readOnly?: boolean
  /**
   * Creates a new file in the latest storage format. Earlier versions of DuckDB cannot read it. Writing it
   * takes three quarters of the time.
   */
  readonly latestFormat?: boolean
}

export interface Database {
  /** Opens a connection. */
  readonly connect: Effect.Effect<DuckDbClient, SqlError, Scope.Scope>
}

/** Opens a database and closes it with the scope. Extensions are never downloaded. */
export const openDatabase = (options: DatabaseOptions): Effect.Effect<Database, SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const instance = yield* Effect.acquireRelease(
      native("open", () =>
        DuckDBInstance.create(options.path === undefined ? ":memory:" : databaseFile(options.path), {
          threads: String(options.threads),
          memory_limit: `${options.memoryLimitMb}MB`,
          temp_directory: absolute(options.tempDirectory),
          ...(options.readOnly === true ? { access_mode: "READ_ONLY" } : {}),
          ...(options.latestFormat === true ? { storage_compatibility_version: "latest" } : {}),
          enable_external_file_cache: "false",
          autoinstall_known_extensions: "false",
          autoload_known_extensions: "false",
        }),
      ),
      (open) => Effect.sync(() => open.closeSync()),
    )
    return {
      connect: Effect.acquireRelease(
        native("connect", async () => {
          const connection = await instance.connect()
          await connection.run("SET TimeZone = 'UTC'")
          return connection
        }),
        (connection) => Effect.sync(() => connection.closeSync()),
      ).pipe(Effect.flatMap(clientOf)),
    }
  })

const native = <A>(what: string, call: () => Promise<A>): Effect.Effect<A, SqlError> =>
  Effect.tryPromise({ try: call, catch: (cause) => sqlError(cause, what) })

/** Opens a database with one connection. */
export const openClient = (options: DatabaseOptions): Effect.Effect<DuckDbClient, SqlError, Scope.Scope> =>
  Effect.flatMap(openDatabase(options), ({ connect }) => connect)

/** A database with one connection, as the client of Effect and as that of DuckDB. */
export const layer = (options: DatabaseOptions): Layer.Layer<DuckDbClient | SqlClient, SqlError> =>
  Layer.effectContext(
    Effect.map(openClient(options), (client) =>
      Context.add(Context.make(DuckDbClient, client), SqlClient, client),
    ),
  )
