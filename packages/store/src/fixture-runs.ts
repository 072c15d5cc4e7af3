/** Makes stores from a generated export, and runs on these stores. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { insertEmails } from "./emails.ts"
import { runOnStore, type StoreRunOptions } from "./run-on-store.ts"
import { openStore, type Store } from "./store.ts"

export const TODAY = "2026-11-23"
export const DAY = parseDay(TODAY) as Day
export const NOW = new Date("2026-11-23T13:00:00Z")

export const CONFIG = { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "test" }

export const opening = (path: string) =>
  openStore({ path, threads: 1, memoryLimitMb: 300, create: true, now: NOW, waitMs: 20_000 })

/** Opens the store at `path` for `use`. */
export const inStore = <A, E>(path: string, use: (store: Store) => Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(opening(path), use)))

/** The rows of a query, as text. */
export const textOf = (path: string, query: string): Promise<string> =>
  inStore(path, ({ sql }) =>
    Effect.map(sql.unsafe(query), (rows) =>
      rows.map((row) => JSON.stringify(Object.values(row).map(String))).join("\n"),
    ),
  )

/** A digest of the emails in a store, without the ids of runs and the revisions. */
export const contentOf = (path: string): Promise<string> =>
  textOf(
    path,
    `SELECT count(*), sum(hash(e)::HUGEINT)
     FROM (SELECT * EXCLUDE (scheduler_run_id, changed_in) FROM email_schedules) e`,
  )

const SAME_COLUMNS = [
  "contact_campaigns",
  "campaign_types",
  "campaign_instances",
  "suppressions",
  "contact_events",
]

/** Inserts emails into a store. Columns that are not in the query are null. */
export const putEmails = (sql: DuckDbClient, query: string): Effect.Effect<void, SqlError> =>
  insertEmails(sql, `(FROM email_schedules WHERE false UNION ALL BY NAME ${query})`)

/** Generates an export. */
export const generated = (directory: string, contacts: number): Promise<unknown> =>
  Effect.runPromise(generate({ contacts, orgs: 2, seed: 5, asOf: TODAY, directory, memoryLimitMb: 300 }))

/** Makes a store from the readable rows of an export. */
export const filled = (path: string, input: string): Promise<void> =>
  inStore(path, ({ sql }) =>
    Effect.gen(function* () {
      const from = (table: string): string => `FROM ${parquetScan(join(input, `${table}.parquet`))}`
      yield* sql`INSERT INTO contacts BY NAME
         SELECT * EXCLUDE (row) FROM (SELECT file_row_number AS row, try_cast(id AS BIGINT) AS id, try_cast(org_id AS BIGINT) AS org_id, email, zip_code, state,
           try_cast(birth_date AS DATE) AS birth_date, try_cast(effective_date AS DATE) AS effective_date
           ${sql.literal(from("contacts"))}) WHERE id IS NOT NULL
         QUALIFY row_number() OVER (PARTITION BY id ORDER BY row) = 1`
      yield* putEmails(
        sql,
        `SELECT id, contact_id, email_type, scheduled_send_date, status, event_date, campaign_instance_id,
           actual_send_datetime::TIMESTAMPTZ AS actual_send_datetime, parent_schedule_id, 0 AS changed_in
         ${from("email_schedules")}`,
      )
      for (const table of SAME_COLUMNS.filter((name) => existsSync(join(input, `${name}.parquet`)))) {
        yield* sql`INSERT INTO ${sql.literal(table)} BY NAME SELECT * ${sql.literal(from(table))}`
      }
      yield* sql`INSERT INTO tracking_clicks BY NAME SELECT contact_id, clicked_at::TIMESTAMPTZ AS clicked_at ${sql.literal(from("tracking_clicks"))}`
    }),
  )

let runs = 0

/**
 * A run on the store.
 * @param meanwhile is called once, between the run's beginning and its commit
 */
export const storeRun = (
  path: string,
  output: string,
  options: Partial<StoreRunOptions> = {},
  meanwhile: () => Promise<unknown> = async () => {},
) => {
  let done: Promise<unknown> | undefined
  return runOnStore({
    open: Effect.andThen(
      Effect.promise(async () => done),
      opening(path),
    ),
    input: undefined,
    output,
    actor: "ops",
    prepare: () => Effect.succeed(CONFIG),
    asOf: DAY,
    software: "0.0.0",
    runId: `run-${++runs}`,
    threads: 1,
    databaseMemoryMb: 300,
    batchSize: 1000,
    onProgress: () => {
      done ??= meanwhile()
    },
    ...options,
  })
}
