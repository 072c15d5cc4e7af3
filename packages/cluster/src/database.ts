/** PostgreSQL, in which the cluster keeps its runs, its queue and its workflows. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

const CONNECTIONS = 8

/** Connects to PostgreSQL and makes the tables of the cluster. Refuses an address at which there is none. */
export const layerDatabase = (url: string): Layer.Layer<SqlClient, Refusal> =>
  Layer.effectDiscard(makeTables).pipe(
    Layer.provideMerge(
      PgClient.layer({
        url: Redacted.make(url),
        applicationName: "almanac",
        maxConnections: CONNECTIONS,
        connectTimeout: "5 seconds",
      }),
    ),
    Layer.catch((error: SqlError) => Layer.effectDiscard(Effect.fail(unreachable(url, error)))),
  ) as Layer.Layer<SqlClient, Refusal>

/** The address without the password. */
function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}:${port === "" ? 5432 : port}${pathname}`
  } catch {
    return "the address"
  }
}

/** Why PostgreSQL cannot be used, without the password. */
export function unreachable(url: string, error: SqlError): Refusal {
  const cause = error.reason?.cause ?? error
  const message = cause instanceof Error ? cause.message : String(cause)
  return refuse(
    `PostgreSQL at ${placeOf(url)} cannot be used (${message})`,
    "start it, or correct the address, the user and the password in --cluster",
  )
}

/** All processes make the tables when they start, one after another. */
const makeTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.withTransaction(
    Effect.gen(function* () {
      yield* sql`SELECT pg_advisory_xact_lock(7162413)`
      yield* sql`CREATE TABLE IF NOT EXISTS almanac_run (
        run_id TEXT PRIMARY KEY,
        software TEXT NOT NULL,
        spec JSONB NOT NULL,
        state TEXT NOT NULL DEFAULT 'submitted',
        generation INTEGER NOT NULL DEFAULT 1,
        cancelled BOOLEAN NOT NULL DEFAULT false,
        forgotten BOOLEAN NOT NULL DEFAULT false,
        swept INTEGER NOT NULL DEFAULT 0,
        failure JSONB,
        submitted_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        ended_at TIMESTAMPTZ)`
      yield* sql`CREATE UNIQUE INDEX IF NOT EXISTS almanac_run_output ON almanac_run ((spec ->> 'output'))
        WHERE state IN ('submitted', 'running')`
      yield* sql`CREATE TABLE IF NOT EXISTS almanac_step (
        run_id TEXT NOT NULL REFERENCES almanac_run ON DELETE CASCADE,
        step TEXT NOT NULL,
        block INTEGER NOT NULL,
        runner TEXT,
        begun_at TIMESTAMPTZ,
        contacts INTEGER,
        attempt TEXT,
        ended_at TIMESTAMPTZ,
        result JSONB,
        PRIMARY KEY (run_id, step, block))`
      yield* sql`CREATE TABLE IF NOT EXISTS almanac_runner (
        name TEXT PRIMARY KEY,
        software TEXT NOT NULL,
        slots INTEGER NOT NULL,
        seen_at TIMESTAMPTZ NOT NULL DEFAULT now())`
      yield* sql`CREATE TABLE IF NOT EXISTS almanac_work (
        id TEXT PRIMARY KEY,
        only_one BOOLEAN NOT NULL UNIQUE DEFAULT true)`
    }),
  )
})
