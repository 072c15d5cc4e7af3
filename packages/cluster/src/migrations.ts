/** The tables of a cluster. Each version of Almanac makes what the versions before it have not made. */
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import { SqlClient } from "effect/sql/SqlClient"

const tables = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql`CREATE TABLE almanac_run (
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
  yield* sql`CREATE UNIQUE INDEX almanac_run_output ON almanac_run ((spec ->> 'output'))
    WHERE state IN ('submitted', 'running')`
  yield* sql`CREATE TABLE almanac_step (
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
  yield* sql`CREATE TABLE almanac_runner (
    name TEXT PRIMARY KEY,
    software TEXT NOT NULL,
    slots INTEGER NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL DEFAULT now())`
  yield* sql`CREATE TABLE almanac_work (
    id TEXT PRIMARY KEY,
    only_one BOOLEAN NOT NULL UNIQUE DEFAULT true)`
})

/** What is released is never changed: a change of the tables is a new entry. */
const MIGRATIONS = { "0001_tables": tables }

/** Brings the tables up to date. Processes that start at the same time wait for each other. */
export const migrate = Migrator.make({})({
  loader: Migrator.fromRecord(MIGRATIONS),
  table: "almanac_migration",
})
