/** `almanac run`: the bulk job. */
import { availableParallelism } from "node:os"
import { toJson } from "@almanac/duckdb/run/manifest"
import { run } from "@almanac/duckdb/run/run"
import * as Console from "effect/Console"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfigFile } from "../config/read-config.ts"
import { advisedOnInterrupt } from "../failure.ts"
import { atLeast, notEmpty, readAsOf } from "../flags.ts"
import { dimOn } from "../print/colour.ts"
import { progressPrinter } from "../print/progress.ts"
import { runReport } from "../print/report/report.ts"
import { runSummary } from "../print/run-summary.ts"
import { newRunId } from "../run-id.ts"
import { VERSION } from "../version.ts"

/** DuckDB's share of the memory; the rest is for the runtime, the columns of the parts in work, and what DuckDB exceeds it by. */
const DATABASE_SHARE = 0.45
const DEFAULT_MEMORY_MB = 900
const LEAST_MEMORY_MB = 500
const DEFAULT_BATCH = 65_536

export const runCommand = Command.make(
  "run",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory of the input tables, <table>.parquet, <table>/*.parquet or .csv"),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("Directory for the schedules, rejects, warnings and manifest; new or empty"),
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("Today, for every rule; no clock is read"),
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Configuration, JSON or YAML (default: the built-in one, see almanac config show)",
      ),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription("Environment of the configuration to lay over it"),
      Flag.optional,
    ),
    threads: Flag.Int("threads").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "Threads for reading and writing (default: all cores); results do not depend on it",
      ),
      Flag.withDefault(availableParallelism()),
    ),
    memoryLimit: Flag.Int("memory-limit").pipe(
      Flag.withMetavar("MB"),
      Flag.withDescription(
        `Memory of the whole process; more data spills to disk (default ${DEFAULT_MEMORY_MB})`,
      ),
      Flag.withDefault(DEFAULT_MEMORY_MB),
    ),
    batchSize: Flag.Int("batch-size").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        `Contacts decided together (default ${DEFAULT_BATCH}); results do not depend on it`,
      ),
      Flag.withDefault(DEFAULT_BATCH),
    ),
    resume: Flag.Boolean("resume").pipe(
      Flag.withDescription(
        "Go on with the unfinished run in --out: what is done is kept, the rows are the same",
      ),
      Flag.withDefault(false),
    ),
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print one JSON object"), Flag.withDefault(false)),
    quiet: Flag.Boolean("quiet").pipe(
      Flag.withDescription("Print no progress and no summary"),
      Flag.withDefault(false),
    ),
  },
  Effect.fnUntraced(function* (flags) {
    const console = yield* Console.Console
    const asOf = yield* readAsOf(flags.asOf)
    yield* notEmpty("--in", flags.input)
    yield* notEmpty("--out", flags.out)
    yield* atLeast("--threads", flags.threads, 1)
    yield* atLeast("--memory-limit", flags.memoryLimit, LEAST_MEMORY_MB)
    yield* atLeast("--batch-size", flags.batchSize, 1)
    const loaded = yield* readConfigFile(
      Option.getOrUndefined(flags.config),
      Option.getOrUndefined(flags.profile),
    )
    yield* advisedOnInterrupt("run it again with --resume to go on")
    const progress = progressPrinter(!flags.quiet && !flags.json)
    const manifest = yield* run({
      input: flags.input,
      output: flags.out,
      resume: flags.resume,
      asOf,
      config: loaded.config,
      configHash: loaded.hash,
      configSource: loaded.source,
      software: VERSION,
      runId: newRunId(flags.asOf),
      threads: flags.threads,
      databaseMemoryMb: Math.floor(flags.memoryLimit * DATABASE_SHARE),
      batchSize: flags.batchSize,
      onProgress: progress.update,
      report: runReport,
    }).pipe(Effect.ensuring(Effect.sync(progress.end)))
    const seconds = manifest.timings.total_seconds ?? 0
    if (flags.json) {
      console.log(
        toJson({
          run_id: manifest.run_id,
          contacts: manifest.counts.contacts,
          rows: manifest.counts.rows,
          pre_scheduled: manifest.counts.pre_scheduled,
          skipped: manifest.counts.skipped,
          rejects: manifest.counts.rejects,
          warnings: manifest.counts.warnings,
          seconds,
          contacts_per_second: seconds > 0 ? Math.round(manifest.counts.contacts / seconds) : null,
          peak_rss_bytes: manifest.peak_rss_bytes,
          schedules_checksum: manifest.schedules_checksum,
          daily_loads: manifest.daily_loads,
        }),
      )
    } else if (!flags.quiet) console.log(runSummary(manifest, flags.input, flags.out, dimOn(process.stdout)))
  }),
).pipe(
  Command.withDescription("Plan the emails of every contact for the coming year"),
  Command.withExamples([
    { command: "almanac run --in exports --out plan --as-of 2026-11-23", description: "The nightly job" },
    {
      command:
        "almanac run --in exports --out plan --as-of 2026-11-23 --config almanac.yaml --profile production --json",
      description: "With a configuration, for a script",
    },
    {
      command: "almanac run --in exports --out plan --as-of 2026-11-23 --resume",
      description: "Go on with a run that was stopped or has died",
    },
  ]),
)
