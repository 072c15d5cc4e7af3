/** The bulk job, run by its command, next to the floor. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type ChildResult, runChild } from "../child.ts"
import { environment } from "../environment.ts"
import { AS_OF, cachedExport } from "../export.ts"
import type { FloorTimes } from "../floor.ts"
import { hottestFunctions } from "../profile.ts"
import { report } from "../report.ts"
import { type BulkResult, medianOf, previousResult, type Repetition, writeResult } from "../results.ts"

const ALMANAC = fileURLToPath(new URL("../../../apps/bulk/bin/almanac.mjs", import.meta.url))
const FLOOR = fileURLToPath(new URL("../floor.ts", import.meta.url))
const MEMORY_LIMIT_MB = 900

export interface BulkOptions {
  readonly contacts: number
  /** Pairs of run and floor. */
  readonly repetitions: number
  /** Results, cached exports and profiles. */
  readonly results: string
  /** File for the result instead of a new one in `results`. */
  readonly json: string | undefined
  /** Profiles one more run. */
  readonly profile: boolean
  /** A new or empty directory in which what the last run and floor wrote is kept. */
  readonly keep: string | undefined
}

interface RunOutput {
  readonly contacts: number
  readonly rows: number
  readonly schedules_checksum: string
}

interface Pair {
  readonly run: RunOutput
  readonly repetition: Repetition
}

/** Measures, prints and stores. Throws where two runs differ. */
export async function bulk(options: BulkOptions, print: (text: string) => void): Promise<BulkResult> {
  const work = workDirectory(options)
  try {
    return await measured(options, work, print)
  } finally {
    if (options.keep === undefined) rmSync(work, { recursive: true, force: true })
  }
}

async function measured(
  { contacts, repetitions, results, json, profile }: BulkOptions,
  work: string,
  print: (text: string) => void,
): Promise<BulkResult> {
  const input = await cachedExport(join(results, "exports"), contacts)
  const pairs: Array<Pair> = []
  for (let n = 0; n < repetitions; n++) pairs.push(await runAndFloor(input, work))
  const run = onlyResult(pairs)
  const result: BulkResult = {
    suite: "bulk",
    at: new Date().toISOString(),
    environment: environment(),
    contacts: run.contacts,
    rows: run.rows,
    threads: availableParallelism(),
    memory_limit_mb: MEMORY_LIMIT_MB,
    schedules_checksum: run.schedules_checksum,
    repetitions: pairs.map(({ repetition }) => repetition),
    median: medianOf(pairs.map(({ repetition }) => repetition)),
  }
  print(report(result, previousResult(results, run.contacts)))
  print(`written to ${writeResult(result, results, json)}`)
  if (profile) print(`\n${await profiled(input, work, join(results, "profiles"))}`)
  return result
}

function workDirectory({ keep, results }: BulkOptions): string {
  if (keep !== undefined && existsSync(keep) && readdirSync(keep).length > 0) {
    throw new Error(`${keep} is not empty: choose a new directory for --keep`)
  }
  const directory = keep ?? results
  mkdirSync(directory, { recursive: true })
  return keep ?? mkdtempSync(join(directory, "work-"))
}

async function runAndFloor(input: string, work: string): Promise<Pair> {
  const child = await runOnce(input, work)
  const run = JSON.parse(child.stdout) as RunOutput
  const floorArgs = [String(availableParallelism()), String(MEMORY_LIMIT_MB)]
  const file = join(work, "floor.parquet")
  const floor = await runChild(FLOOR, [input, join(work, "run", "schedules"), file, ...floorArgs])
  const times = JSON.parse(floor.stdout) as FloorTimes
  if (times.rows !== run.rows) throw new Error(`the floor wrote ${times.rows} rows, the run ${run.rows}`)
  const floor_seconds = times.read_seconds + times.copy_seconds
  const { wall_seconds, cpu_seconds, peak_rss_bytes } = child
  return {
    run,
    repetition: {
      contacts_per_second: run.contacts / wall_seconds,
      rows_per_second: run.rows / wall_seconds,
      wall_seconds,
      cpu_seconds,
      peak_rss_bytes,
      floor_seconds,
      floor_read_seconds: times.read_seconds,
      floor_copy_seconds: times.copy_seconds,
      floor_cpu_seconds: floor.cpu_seconds,
      floors: wall_seconds / floor_seconds,
      cpu_floors: cpu_seconds / floor.cpu_seconds,
    },
  }
}

function runOnce(input: string, work: string, nodeFlags: ReadonlyArray<string> = []): Promise<ChildResult> {
  rmSync(join(work, "run"), { recursive: true, force: true })
  const limits = ["--threads", String(availableParallelism()), "--memory-limit", String(MEMORY_LIMIT_MB)]
  const args = ["run", "--in", input, "--out", join(work, "run"), "--as-of", AS_OF, ...limits, "--json"]
  return runChild(ALMANAC, args, nodeFlags)
}

async function profiled(input: string, work: string, directory: string): Promise<string> {
  await runOnce(input, work, ["--cpu-prof", "--cpu-prof-dir", directory])
  return hottestFunctions(directory)
}

/** What all runs said. */
function onlyResult(pairs: ReadonlyArray<Pair>): RunOutput {
  const [first] = pairs
  if (first === undefined) throw new Error("nothing was measured")
  for (const { run } of pairs) {
    if (run.schedules_checksum !== first.run.schedules_checksum) {
      throw new Error(`two runs differ: ${first.run.schedules_checksum} and ${run.schedules_checksum}`)
    }
  }
  return first.run
}
