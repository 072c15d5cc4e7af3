/** Makes runs for tests and reads what they wrote. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { DuckDBInstance } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import type { Manifest } from "./manifest.ts"
import type { RunOptions } from "./options.ts"
import { run } from "./run.ts"

/** The columns of `schedules` that make up a decision: all except the run id. */
export const DECISION_COLUMNS = [
  ...[
    "contact_id",
    "org_id",
    "email_type",
    "scheduled_send_date",
    "scheduled_send_time",
    "send_at",
    "status",
  ],
  ...["skip_reason", "priority", "campaign_instance_id", "email_template", "sms_template", "event_date"],
  ...["ideal_send_date", "moved_by", "parent_schedule_id", "metadata"],
] as const

/** Passes a new directory to `use` and removes it afterwards. */
export async function inScratch<A>(use: (directory: string) => Promise<A>): Promise<A> {
  const directory = await mkdtemp(join(tmpdir(), "almanac-run-"))
  try {
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

export interface TestRun {
  readonly input: string
  readonly output: string
  /** `YYYY-MM-DD`. */
  readonly asOf: string
  readonly config?: Config
}

type Layout = Partial<
  Pick<RunOptions, "threads" | "batchSize" | "runId" | "databaseMemoryMb" | "rejectShare">
>

/** Makes a run and returns its manifest. */
export function runOnce(
  { input, output, asOf, config = DEFAULT_CONFIG }: TestRun,
  layout: Layout = {},
): Promise<Manifest> {
  return Effect.runPromise(
    run({
      input,
      output,
      asOf: parseDay(asOf) as Day,
      config,
      configHash: configHash(config),
      configSource: "test",
      software: "0.0.0",
      runId: "test-run",
      threads: 1,
      databaseMemoryMb: 300,
      batchSize: 1000,
      onProgress: () => {},
      ...layout,
    }),
  )
}

/** All queries share one database, each on a connection of its own. Opening a database takes most of the time. */
let opened: Promise<DuckDBInstance> | undefined

/** The rows of a query. DuckDB's own types become text; 64-bit integers stay `bigint`. */
export async function query(sql: string): Promise<ReadonlyArray<Record<string, unknown>>> {
  opened ??= DuckDBInstance.create(":memory:", { threads: "1", enable_external_file_cache: "false" })
  const connection = await (await opened).connect()
  try {
    const rows = (await connection.runAndReadAll(sql)).getRowObjects()
    return rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === "object" && value !== null ? String(value) : value,
        ]),
      ),
    )
  } finally {
    connection.closeSync()
  }
}

/** The decisions of a run, unordered. */
export const decisionsOf = (output: string): Promise<ReadonlyArray<Record<string, unknown>>> =>
  query(
    `SELECT ${DECISION_COLUMNS.join(", ")} FROM '${output}/schedules/*.parquet'`.replace(
      "send_at",
      "strftime(send_at, '%Y-%m-%dT%H:%M:%SZ') AS send_at",
    ),
  )

/** The rows as sorted lines of text, one line per row, for comparisons and failure messages. */
export function lines(
  rows: ReadonlyArray<object>,
  columns: ReadonlyArray<string> = DECISION_COLUMNS,
): Array<string> {
  const text = (row: object) =>
    JSON.stringify(
      Object.fromEntries(columns.map((name) => [name, (row as Record<string, unknown>)[name]])),
      (_, value) => (typeof value === "bigint" ? String(value) : value),
    )
  return rows.map(text).sort()
}
