/**
 * DuckDB as an `SqlClient` of Effect. A client is one connection of DuckDB: temporary tables and settings
 * belong to it, and a transaction has it for itself.
 */
import { type DuckDBConnection, DuckDBTimestampTZValue, type DuckDBValue } from "@duckdb/node-api"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import * as Statement from "effect/sql/Statement"
import { type SqlError, sqlError } from "./sql-error.ts"
import { identifier } from "./statement.ts"

/**
 * BIGINT comes as a `bigint`. DuckDB's own types, such as DATE, come as text; TIMESTAMPTZ comes as a text like
 * `2026-01-31T14:30:00.000Z`.
 */
export interface DuckDbClient extends SqlClient.SqlClient {
  /** DuckDB's connection itself, for typed columns, appenders and functions. */
  readonly native: DuckDBConnection
}

export const DuckDbClient = Context.Service<DuckDbClient>("duckdb/DuckDbClient")

/** The client of a connection. The connection stays open until its owner closes it. */
export const clientOf = (native: DuckDBConnection): Effect.Effect<DuckDbClient> =>
  Effect.gen(function* () {
    const connection = connectionOf(native)
    const { acquirer, borrower, transactionAcquirer, onCommitFailure } = SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: yield* Semaphore.make(1),
    })
    const client = yield* SqlClient.make({
      acquirer,
      // A statement would wait for an open stream forever, if both belong to the same fiber.
      borrower: (use) => Effect.andThen(withoutStream(native), borrower(use)),
      transactionAcquirer: Effect.andThen(withoutStream(native), transactionAcquirer),
      onCommitFailure,
      compiler,
      driver: "duckdb",
      beginTransaction: "BEGIN TRANSACTION",
      savepoint: () => "SELECT error('DuckDB has no transactions within transactions')",
      spanAttributes: [["db.system.name", "duckdb"]],
    })
    return Object.assign(client, { native })
  }).pipe(Effect.provide(Reactivity.layer))

/** The dialect of SQLite is the one whose general SQL DuckDB understands, for example in Effect's Migrator. */
export const compiler = Statement.makeCompiler({
  dialect: "sqlite",
  placeholder: (index) => `$${index}`,
  onIdentifier: identifier,
  onRecordUpdate: (placeholders, alias, columns, values, returning) => [
    `(VALUES ${placeholders}) AS ${alias}${columns}${returning === undefined ? "" : ` RETURNING ${returning[0]}`}`,
    [...values.flat(), ...(returning?.[1] ?? [])],
  ],
  onCustom: () => ["", []],
})

function connectionOf(native: DuckDBConnection): SqlConnection.Connection {
  const execute: SqlConnection.Connection["execute"] = (sql, params, transform = (rows) => rows) =>
    attempt(native, sql, async () => {
      const reader = await native.runAndReadAll(sql, bound(params))
      return transform(plainRows(reader.getRowObjects()))
    })
  const executeValues: SqlConnection.Connection["executeValues"] = (sql, params) =>
    attempt(native, sql, async () => {
      const reader = await native.runAndReadAll(sql, bound(params))
      return reader.getRows().map((row) => row.map(plain))
    })
  return {
    execute,
    executeRaw: (sql, params) => attempt(native, sql, () => native.run(sql, bound(params))),
    executeStream: (sql, params, transform = (rows) => rows) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const result = yield* attempt(native, sql, () => native.stream(sql, bound(params)))
          yield* Effect.acquireRelease(
            Effect.sync(() => streaming.add(native)),
            () => Effect.sync(() => streaming.delete(native)),
          )
          return Stream.fromAsyncIterable(result.yieldRowObjects(), (cause) => sqlError(cause, sql)).pipe(
            Stream.flatMap((rows) => Stream.fromIterable(transform(plainRows(rows)))),
          )
        }),
      ),
    executeValues,
    executeValuesUnprepared: executeValues,
    // DuckDB itself ends a transaction that it cannot continue. The failure is then the one to report.
    executeUnprepared: (sql, params, transform) =>
      sql === "ROLLBACK"
        ? Effect.catch(execute(sql, params, transform), () => Effect.succeed([]))
        : execute(sql, params, transform),
  }
}

/** The connections on which a stream is open. */
const streaming = new WeakSet<DuckDBConnection>()

/** DuckDB would end an open stream early, and without an error, when another statement runs. */
const withoutStream = (native: DuckDBConnection, sql = ""): Effect.Effect<void, SqlError> =>
  Effect.suspend(() =>
    streaming.has(native)
      ? Effect.fail(sqlError("a stream is open on this connection: read it on a connection of its own", sql))
      : Effect.void,
  )

const MILLISECONDS_BETWEEN_INTERRUPTS = 20

/** Interrupts until the statement has stopped, because DuckDB forgets an interrupt that comes before it has begun. */
const stop = (native: DuckDBConnection, running: Promise<unknown>): Effect.Effect<void> =>
  Effect.promise(() => {
    native.interrupt()
    const again = setInterval(() => native.interrupt(), MILLISECONDS_BETWEEN_INTERRUPTS)
    const stopped = () => clearInterval(again)
    return running.then(stopped, stopped)
  })

/** Awaits a native call. When interrupted, it stops the statement and waits until the statement has stopped. */
export const attempt = <A>(
  native: DuckDBConnection,
  sql: string,
  run: () => Promise<A>,
): Effect.Effect<A, SqlError> =>
  Effect.andThen(
    withoutStream(native, sql),
    Effect.callback<A, SqlError>((resume) => {
      const running = run()
      running.then(
        (value) => resume(Effect.succeed(value)),
        (cause: unknown) => resume(Effect.fail(sqlError(cause, sql))),
      )
      return stop(native, running)
    }),
  )

/** Without parameters, a text may hold several statements. */
export const bound = (params: ReadonlyArray<unknown>): Array<DuckDBValue> | undefined =>
  params.length === 0 ? undefined : (params as Array<DuckDBValue>)

const plainRows = (
  rows: ReadonlyArray<Record<string, DuckDBValue>>,
): ReadonlyArray<Record<string, unknown>> =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)] as const)),
  )

function plain(value: DuckDBValue): unknown {
  if (value instanceof DuckDBTimestampTZValue) return new Date(Number(value.micros / 1000n)).toISOString()
  if (typeof value !== "object" || value === null) return value
  return String(value)
}
