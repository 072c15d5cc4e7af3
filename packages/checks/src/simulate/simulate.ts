/**
 * Simulates days: on each day the bulk run plans, and the emails that are due are sent.
 *
 *   morning   writes the inputs of the day: the contacts that have arrived, history and the emails sent so
 *             far, the remaining rows of yesterday's plan, engagement and opt-outs up to yesterday
 *   run       makes the bulk run
 *   send      sends the rows dated today, and draws which contacts react
 *   end       after the last day: lists the emails that were never sent, and checks the sent log
 */
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { fileLiteral } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { writeText } from "@almanac/files/complete-file"
import { openDestination } from "@almanac/files/destination"
import { accessing, type FileError } from "@almanac/files/file-error"
import { type ChecksummedFile, checksums } from "@almanac/pipeline/inputs/checksums"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import { openSources } from "@almanac/pipeline/inputs/sources"
import type { CheckFailed } from "@almanac/pipeline/run/check-failed"
import { refusingDiskFailures } from "@almanac/pipeline/run/disk"
import { type Manifest, toJson } from "@almanac/pipeline/run/manifest"
import { peakMemory } from "@almanac/pipeline/run/peak-memory"
import { version as duckdbVersion } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import { checkLog } from "./checks.ts"
import { compare, type Difference, keepForComparison } from "./compare.ts"
import { type DayReport, simulateDay } from "./day.ts"
import { type Behaviour, checkOptions, type Scenario, type SimulateOptions } from "./options.ts"
import { readReport, type ScenarioReport } from "./report.ts"
import { statement } from "./statement.ts"
import { openWorld, resetWorld, type World } from "./world.ts"

export interface SimulationReport {
  readonly software: { readonly almanac: string; readonly duckdb: string; readonly node: string }
  readonly as_of: string
  readonly days: number
  readonly last_day: string
  readonly seed: number
  readonly behaviour: Behaviour
  readonly inputs: ReadonlyArray<ChecksummedFile>
  readonly result: ScenarioReport
  readonly compared: ScenarioReport | null
  readonly difference: Difference | null
  readonly seconds: number
  readonly peak_rss_bytes: number
}

const CONTACTS_PER_CHUNK = 250_000

/**
 * Simulates and writes `sent/`, `skipped/` and `simulation.json`. The logs of the compared configuration are
 * below `compared/`. It fails with a Refusal if options or inputs cannot be used. Violations found by the
 * checks are reported and do not make it fail.
 */
export const simulate = (
  options: SimulateOptions,
): Effect.Effect<SimulationReport, SqlError | Refusal | CheckFailed | FileError> =>
  Effect.scoped(simulateScoped(options)).pipe(refusingDiskFailures(options.output))

const simulateScoped = Effect.fnUntraced(function* (options: SimulateOptions) {
  const startedAt = performance.now()
  yield* checkOptions(options)
  const { files, scratch, publish } = yield* openDestination(options.output)
  const sql = yield* openClient({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(scratch, "spill"),
  })
  options.onProgress({ phase: "reading" })
  const sources = yield* openSources(sql, {
    directory: options.input,
    scratchDirectory: join(scratch, "input"),
  })
  const inputs = yield* checksums(sources)
  const world = yield* openWorld(sql, { ...options, directory: scratch }).pipe(
    Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)),
  )
  const simulateAndWrite = (scenario: Scenario, number: 1 | 2) =>
    Effect.gen(function* () {
      const report = yield* simulateScenario(world, scenario, number, options, join(scratch, "run"))
      yield* writeLog(sql, number === 1 ? files : join(files, "compared"))
      return report
    })
  const result = yield* simulateAndWrite(options.scenario, 1)
  let compared: ScenarioReport | null = null
  let difference: Difference | null = null
  if (options.compared !== undefined) {
    yield* keepForComparison(sql)
    compared = yield* simulateAndWrite(options.compared, 2)
    difference = yield* compare(sql, result, compared)
  }
  const report: SimulationReport = {
    software: { almanac: options.software, duckdb: duckdbVersion(), node: process.versions.node },
    as_of: formatDay(world.firstDay),
    days: options.days,
    last_day: formatDay(world.lastDay),
    seed: options.seed,
    behaviour: options.behaviour,
    inputs,
    result,
    compared,
    difference,
    seconds: Math.round(performance.now() - startedAt) / 1000,
    peak_rss_bytes: peakMemory(),
  }
  yield* writeText(join(files, "simulation.json"), `${toJson(report, 1)}\n`)
  yield* publish
  return report
})

type ScenarioOptions = Pick<SimulateOptions, "software" | "threads" | "databaseMemoryMb" | "onProgress">

/** Simulates all days with one configuration. The logs are then in `sim_sent` and `sim_skipped`. */
const simulateScenario = Effect.fnUntraced(function* (
  world: World,
  scenario: Scenario,
  number: 1 | 2,
  options: ScenarioOptions,
  output: string,
) {
  const { days, manifest } = yield* simulateDays(world, scenario, options, output, number)
  options.onProgress({ phase: "checking", scenario: number })
  const checks = yield* checkLog(world.sql, manifest, CONTACTS_PER_CHUNK)
  return yield* readReport(world.sql, scenario, days, checks)
})

/** Simulates the days without the checks. Also returns the manifest of the last day's run. */
export const simulateDays = Effect.fnUntraced(function* (
  world: World,
  scenario: Scenario,
  options: ScenarioOptions,
  output: string,
  number: 1 | 2 = 1,
) {
  yield* resetWorld(world)
  const days: Array<DayReport> = []
  let sent = 0
  let manifest: Manifest | undefined
  for (let day = world.firstDay; day <= world.lastDay; day++) {
    const today = yield* simulateDay(world, day, { ...options, scenario, output })
    days.push(today.report)
    manifest = today.manifest
    sent += today.report.sent
    options.onProgress({
      phase: "day",
      scenario: number,
      day: days.length,
      of: world.lastDay - world.firstDay + 1,
      date: today.report.date,
      sent,
    })
  }
  const same = statement("day/same_occurrence")
  yield* world.sql`${statement("end/table_skipped", { same })}`
  return { days, manifest: manifest as Manifest }
})

const writeLog = Effect.fnUntraced(function* (sql: DuckDbClient, directory: string) {
  for (const table of ["sent", "skipped"]) {
    const parts = join(directory, table)
    yield* accessing(parts, () => mkdir(parts, { recursive: true }))
    const file = fileLiteral(join(parts, "part-00000.parquet"))
    yield* sql`${statement(`report/write_${table}`, { file })}`
  }
})
