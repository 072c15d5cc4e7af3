/** The embedded DuckDB as a scoped resource. All SQL of Almanac runs through {@link Connection}. */
import {
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { absolute, databaseFile } from "./paths.ts"
import { SqlError } from "./sql-error.ts"

export { SqlError }

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

export type Params = Record<string, DuckDBValue>
/**
 * The values of a row. BIGINT is a `bigint`. DuckDB's own types, such as DATE, are text; TIMESTAMPTZ is a
 * text like `2026-01-31T14:30:00.000Z`.
 */
export type Row = Record<string, unknown>

export interface Connection {
  readonly native: DuckDBConnection
  /** Runs one or more statements and discards their results. */
  readonly run: (sql: string, params?: Params) => Effect.Effect<void, SqlError>
  /** Runs a statement and returns its rows, which must be few. */
  readonly rows: <A extends Row = Row>(
    sql: string,
    params?: Params,
  ) => Effect.Effect<ReadonlyArray<A>, SqlError>
}

export interface Database {
  /** Opens a connection. A new statement on a connection ends a result that is still streaming on it. */
  readonly connect: Effect.Effect<Connection, SqlError, Scope.Scope>
}

/**
 * Awaits a native call. When interrupted, it stops the statement and waits until the statement has stopped.
 */
export const attempt = <A>(
  sql: string,
  run: () => Promise<A>,
  interrupt: () => void = () => {},
): Effect.Effect<A, SqlError> =>
  Effect.callback<A, SqlError>((resume) => {
    const running = run()
    running.then(
      (value) => resume(Effect.succeed(value)),
      (cause: unknown) =>
        resume(
          Effect.fail(new SqlError({ message: cause instanceof Error ? cause.message : String(cause), sql })),
        ),
    )
    return Effect.promise(() => {
      interrupt()
      return running.then(
        () => {},
        () => {},
      )
    })
  })

function plain(value: unknown): unknown {
  if (value instanceof DuckDBTimestampTZValue) return new Date(Number(value.micros / 1000n)).toISOString()
  if (typeof value !== "object" || value === null) return value
  return String(value)
}

const connection = (native: DuckDBConnection): Connection => ({
  native,
  run: (sql, params) =>
    Effect.asVoid(
      attempt(
        sql,
        () => native.run(sql, params),
        () => native.interrupt(),
      ),
    ),
  rows: <A extends Row>(sql: string, params?: Params) =>
    attempt(
      sql,
      async () => {
        const reader = await native.runAndReadAll(sql, params)
        return reader
          .getRowObjects()
          .map(
            (row) =>
              Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])) as A,
          )
      },
      () => native.interrupt(),
    ),
})

/** Opens a database and closes it with the scope. Extensions are never downloaded. */
export const openDatabase = (options: DatabaseOptions): Effect.Effect<Database, SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const instance = yield* Effect.acquireRelease(
      attempt("open", async () =>
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
        attempt("connect", async () => {
          const native = await instance.connect()
          await native.run("SET TimeZone = 'UTC'")
          return native
        }),
        (native) => Effect.sync(() => native.closeSync()),
      ).pipe(Effect.map(connection)),
    }
  })
