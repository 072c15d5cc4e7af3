/** The bulk run on files or on the store, with its output. Both `run` and `checkpoint recover` use it. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { RunStatus } from "@almanac/cluster/status"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { isAddress } from "@almanac/files/s3/bucket-of"
import type { CheckFailed } from "@almanac/pipeline/run/check-failed"
import { JOURNAL } from "@almanac/pipeline/run/journal"
import { WORK } from "@almanac/pipeline/run/layout"
import { type Manifest, toJson } from "@almanac/pipeline/run/manifest"
import type { RunOptions } from "@almanac/pipeline/run/options"
import type { RejectShare } from "@almanac/pipeline/run/reject-share"
import { run } from "@almanac/pipeline/run/run"
import type { Committed } from "@almanac/store/commit"
import { activeConfig } from "@almanac/store/config/versions"
import { runOnStore } from "@almanac/store/run-on-store"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as References from "effect/References"
import type { ClusterJob } from "./cluster/run-on-cluster.ts"
import type { LoadedConfig } from "./config/read-config.ts"
import { advisedOnInterrupt, type Failed } from "./failure.ts"
import { guardOutput } from "./guard/guard-output.ts"
import { progressLine } from "./print/cluster-status.ts"
import { dimOn } from "./print/colour.ts"
import { count } from "./print/numbers.ts"
import { runReport } from "./print/report/report.ts"
import { notesOf, runSummary } from "./print/run-summary.ts"
import { newRunId } from "./run-id.ts"
import { openDb } from "./store-flags.ts"
import { progressStream, runProgress } from "./telemetry/progress.ts"
import { measureRun } from "./telemetry/run-metrics.ts"
import { VERSION } from "./version.ts"

/**
 * DuckDB's share of the memory. The rest is for the runtime, for the columns of the parts in progress, and
 * for what DuckDB uses beyond its limit.
 */
const DATABASE_SHARE = 0.45

export interface JobOptions {
  /** Directory of input tables. */
  readonly input: string | undefined
  readonly store: { readonly db: string; readonly author: string } | undefined
  /** The cluster that does the run. If absent, this process does it. */
  readonly cluster?: ClusterJob | undefined
  readonly out: string
  readonly asOf: Day
  /**
   * If absent, the run uses the configuration of the run that it continues. A new run uses the active
   * configuration of the store, or the defaults.
   */
  readonly config: LoadedConfig | undefined
  /** The environment whose configuration in the store is used. The default is production. */
  readonly environment?: string | undefined
  readonly resume: boolean
  readonly threads: number
  readonly memoryLimitMb: number
  readonly batchSize: number
  readonly rejectShare: RejectShare
  readonly json: boolean
  readonly quiet: boolean
}

/** Runs the job, commits it if there is a store, and prints the result. */
export const runJob = Effect.fnUntraced(function* (options: JobOptions) {
  const { json, quiet, store, cluster, input, out } = options
  if (cluster === undefined || !isAddress(out)) {
    yield* guardOutput({ flag: "--out", path: out, kind: "directory" }, { store: store?.db, inputs: [input] })
  }
  yield* advisedOnInterrupt(() =>
    existsSync(join(out, WORK, JOURNAL))
      ? "run the command again with --resume to continue"
      : "run the command again",
  )
  const progress = yield* runProgress(options)
  const running = Effect.gen(function* (): Effect.fn.Return<Outcome | undefined, RunError> {
    if (cluster !== undefined) return yield* onCluster(options, cluster)
    if (store !== undefined) return yield* onStore(options, store, progress.update)
    return yield* onFiles(options, progress.update)
  })
  const outcome = yield* running.pipe(
    quiet ? Effect.provideService(References.MinimumLogLevel, "Warn") : identity,
    Effect.ensuring(Effect.sync(progress.end)),
  )
  if (outcome === undefined) return
  const { manifest, committed } = outcome
  const { counts, timings, peak_rss_bytes } = manifest
  const seconds = timings.total_seconds ?? null
  yield* measureRun({ ...counts, seconds, peak_rss_bytes, ended: new Date() })
  if (json) yield* Console.log(toJson(summaryObject(manifest, committed)))
  else if (!quiet) {
    yield* Console.log(runSummary(manifest, input, out, dimOn(process.stdout)))
    if (store !== undefined && committed !== undefined) yield* Console.log(storeLine(store.db, committed))
  }
})

type RunError = Refusal | CheckFailed | Failed | SqlError | FileError

interface Outcome {
  readonly manifest: Manifest
  readonly committed: Committed | undefined
}

const shared = (options: JobOptions, onProgress: RunOptions["onProgress"]) => ({
  output: options.out,
  resume: options.resume,
  asOf: options.asOf,
  software: VERSION,
  runId: newRunId(formatDay(options.asOf)),
  threads: options.threads,
  databaseMemoryMb: databaseMemoryMb(options),
  batchSize: options.batchSize,
  rejectShare: options.rejectShare,
  onProgress,
  report: runReport,
})

const DEFAULTS = { config: DEFAULT_CONFIG, hash: configHash(DEFAULT_CONFIG), source: "defaults" }

const databaseMemoryMb = ({ memoryLimitMb }: JobOptions): number => Math.floor(memoryLimitMb * DATABASE_SHARE)

const onFiles = (options: JobOptions, onProgress: RunOptions["onProgress"]) => {
  const { config, hash, source } = options.config ?? DEFAULTS
  return run({
    ...shared(options, onProgress),
    input: options.input ?? "",
    config,
    configHash: hash,
    configSource: source,
  }).pipe(Effect.map((manifest): Outcome => ({ manifest, committed: undefined })))
}

/** Prints how a run on a cluster stands, whenever it has changed. */
const statusLines = ({ json, quiet }: JobOptions) =>
  Effect.map(progressStream, (stream) => {
    let last = ""
    return (status: RunStatus): void => {
      const line = progressLine(status)
      if (line !== last && !json && !quiet) stream.write(`${line}\n`)
      last = line
    }
  })

/** Prints the id of a run that goes on without this process. */
const onCluster = Effect.fnUntraced(function* (options: JobOptions, cluster: ClusterJob) {
  const { config, hash, source } = options.config ?? DEFAULTS
  const { runOnCluster } = yield* Effect.promise(() => import("./cluster/run-on-cluster.ts"))
  const { output, asOf, software, runId, threads, databaseMemoryMb, batchSize, rejectShare } = shared(
    options,
    () => {},
  )
  yield* advisedOnInterrupt(() => `the run ${runId} goes on, and almanac cluster cancel ${runId} ends it`)
  const manifest = yield* runOnCluster(
    cluster,
    {
      input: options.input ?? "",
      output,
      asOf,
      software,
      runId,
      threads,
      databaseMemoryMb,
      batchSize,
      rejectShare,
      config,
      configHash: hash,
      configSource: source,
    },
    yield* statusLines(options),
  )
  if (manifest !== undefined) return { manifest, committed: undefined } satisfies Outcome
  yield* Console.log(options.json ? JSON.stringify({ run_id: runId }) : `submitted: ${runId}`)
  return undefined
})

const onStore = (
  options: JobOptions,
  { db, author }: { readonly db: string; readonly author: string },
  onProgress: RunOptions["onProgress"],
) =>
  runOnStore({
    ...shared(options, onProgress),
    open: openDb(db, { threads: options.threads, memoryLimitMb: Math.floor(databaseMemoryMb(options) / 2) }),
    input: options.input,
    actor: author,
    prepare: ({ sql, now }) =>
      options.config === undefined
        ? Effect.map(activeConfig(sql, now, options.environment), (active) => active ?? DEFAULTS)
        : Effect.succeed(options.config),
    expected: options.config,
  }).pipe(Effect.map((outcome): Outcome => outcome))

function summaryObject({ counts, ...manifest }: Manifest, committed: Committed | undefined) {
  const seconds = manifest.timings.total_seconds ?? 0
  return {
    run_id: manifest.run_id,
    contacts: counts.contacts,
    rows: counts.rows,
    pre_scheduled: counts.pre_scheduled,
    skipped: counts.skipped,
    rejects: counts.rejects,
    warnings: counts.warnings,
    ...committed,
    seconds,
    contacts_per_second: seconds > 0 ? Math.round(counts.contacts / seconds) : null,
    peak_rss_bytes: manifest.peak_rss_bytes,
    schedules_checksum: manifest.schedules_checksum,
    law: notesOf({ ...manifest, counts }),
    daily_loads: manifest.daily_loads,
  }
}

function storeLine(db: string, { inserted, left_out }: Committed): string {
  const rest =
    left_out === 0
      ? ""
      : `; ${count(left_out)} left out, because they are being sent or their contacts have left or opted out`
  return `Store   ${db} has the new plan: ${count(inserted)} rows${rest}`
}
