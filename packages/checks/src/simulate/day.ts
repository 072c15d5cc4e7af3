/**
 * Simulates one day: makes the run, sends the emails that are due, draws which contacts react, and records
 * what the run changed in yesterday's plan.
 */
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { volumeCapOn, volumeThresholdOn } from "@almanac/core/plan/org-volume"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyRow } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import { accessing } from "@almanac/files/file-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { run } from "@almanac/pipeline/run/run"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { recordMoves } from "./moves.ts"
import type { Scenario } from "./options.ts"
import { statement } from "./statement.ts"
import { type World, writeInputs } from "./world.ts"

export interface DayReport {
  readonly date: string
  readonly contacts: number
  readonly sent: number
  /** Rows that yesterday's run had planned for today or later. */
  readonly planned: number
  /** Of these, rows that today's run plans for another day. */
  readonly moved: number
  /** Of the moved rows, those whose old day still has room below an unchanged cap. */
  readonly moved_freely: number
  /** Of the moved rows, those that were due today. */
  readonly put_off: number
  /** Of the planned rows, those that today's run skips. */
  readonly withdrawn: number
}

export interface DayOptions {
  /** Directory of the day's run. It is removed at the end of the day. */
  readonly output: string
  readonly scenario: Scenario
  readonly software: string
  readonly threads: number
  readonly databaseMemoryMb: number
}

const BATCH = 65_536

/** Simulates one day. Returns its report and the manifest of its run. */
export const simulateDay = Effect.fnUntraced(function* (world: World, day: Day, options: DayOptions) {
  const { sql } = world
  const { config, hash, source } = options.scenario
  yield* writeInputs(world, day)
  const manifest = yield* run({
    input: world.input,
    output: options.output,
    asOf: day,
    config,
    configHash: hash,
    configSource: source,
    software: options.software,
    runId: `simulate-${formatDay(day)}`,
    threads: options.threads,
    databaseMemoryMb: options.databaseMemoryMb,
    batchSize: BATCH,
    onProgress: () => {},
  })
  const parts = yield* parquetFiles(join(options.output, "schedules"))
  yield* sql`${statement("day/table_today", { files: parquetScan(...parts) })}`
  yield* recordOrgs(sql, manifest)
  yield* recordMoves(sql, config)
  for (const name of ["gone", "send", "engage"]) yield* sql`${statement(`day/${name}`)}`
  const changes = yield* onlyRow(Changes, sql`${statement("day/changes")}`)
  yield* sql`${statement("day/remember")}`
  yield* accessing(options.output, () => rm(options.output, { recursive: true }))
  const report: DayReport = {
    date: manifest.as_of,
    contacts: manifest.counts.contacts,
    ...changes,
  }
  return { report, manifest }
})

const Changes = Schema.Struct({
  sent: Count,
  planned: Count,
  moved: Count,
  moved_freely: Count,
  put_off: Count,
  withdrawn: Count,
})

const MAX_VALUES = 5000

/**
 * Records the cap, the threshold and any reported overload of each organisation on the day. It also records
 * the history and the foreseen follow-ups, which count on their days in addition to the rows of the run, and the days with
 * another cap.
 */
function recordOrgs(sql: DuckDbClient, manifest: Manifest): Effect.Effect<void, SqlError> {
  const { as_of } = manifest
  const values = manifest.daily_loads.map((org) => {
    const { org_id, contacts, cap, threshold, overloads = [] } = org
    const overload = overloads.find(({ date }) => date === as_of)?.load ?? "NULL"
    const limits = [cap, threshold, volumeCapOn(org, as_of), volumeThresholdOn(org, as_of)].join(", ")
    return `(${literal(as_of)}, ${org_id}, ${contacts}, ${limits}, ${overload})`
  })
  const caps = manifest.daily_loads.flatMap(({ org_id, caps = {} }) =>
    Object.entries(caps).map(([date, cap]) => `(${org_id}, ${literal(date)}, ${cap})`),
  )
  const others = manifest.daily_loads.flatMap(({ org_id, loads_history = {}, loads_foreseen = {} }) =>
    [...Object.entries(loads_history), ...Object.entries(loads_foreseen)].map(
      ([date, emails]) => `(${org_id}, ${literal(date)}, ${emails})`,
    ),
  )
  return Effect.all(
    [
      insert(sql, "sim_org_day", values),
      sql`TRUNCATE sim_other_load`,
      insert(sql, "sim_other_load", others),
      sql`TRUNCATE sim_day_cap`,
      insert(sql, "sim_day_cap", caps),
    ],
    { discard: true },
  )
}

function insert(
  sql: DuckDbClient,
  table: string,
  values: ReadonlyArray<string>,
): Effect.Effect<void, SqlError> {
  const batches = Array.from({ length: Math.ceil(values.length / MAX_VALUES) }, (_, at) =>
    values.slice(at * MAX_VALUES, (at + 1) * MAX_VALUES),
  )
  return Effect.forEach(
    batches,
    (batch) => sql`INSERT INTO ${sql.literal(table)} VALUES ${sql.literal(batch.join(", "))}`,
    { discard: true },
  )
}
