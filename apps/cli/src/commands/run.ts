/** `almanac run`: the bulk run. */
import { availableParallelism } from "node:os"
import { refuse } from "@almanac/core/domain/refusal"
import { Command, Flag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { clusterOfEnvironment, givenClusterFlag, OR_VARIABLE } from "../cluster/flags.ts"
import { readConfigFile } from "../config/read-config.ts"
import {
  atLeast,
  atMost,
  jsonFlag,
  notEmpty,
  quietFlag,
  readAsOf,
  readRejectShare,
  readThreads,
  rejectShareFlag,
} from "../flags.ts"
import { runJob } from "../run-job.ts"
import { authorFlag, dbFlag } from "../store-flags.ts"

export const DEFAULT_MEMORY_MB = 900
const MIN_MEMORY_MB = 500
export const DEFAULT_BATCH = 131_072
/** Each block costs PostgreSQL and the runners some work. With blocks of the default size, these are 4,000,000,000 contacts. */
const MAX_BLOCKS = 1000

export const runCommand = Command.make(
  "run",
  {
    input: Flag.String("in").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory of the input tables, <table>.parquet or .csv (also .csv.gz, .csv.zst), or any number of these below <table>/; with --db, these tables are used instead of the store's; with --cluster also a bucket, s3://bucket/prefix",
      ),
      Flag.optional,
    ),
    db: dbFlag.pipe(Flag.optional),
    author: authorFlag,
    cluster: givenClusterFlag.pipe(
      Flag.withDescription(
        `Let the runners of a cluster do the run: address of its PostgreSQL; they must see --in and --out under the same paths, or in buckets ${OR_VARIABLE}`,
      ),
      Flag.optional,
    ),
    blocks: Flag.Int("blocks").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription(
        "With --cluster, number of blocks; the results do not depend on it (default: one for about 4,000,000 contacts)",
      ),
      Flag.optional,
    ),
    detach: Flag.Boolean("detach").pipe(
      Flag.withDescription("With --cluster, print the id of the run and do not wait for its end"),
      Flag.withDefault(false),
    ),
    out: Flag.String("out").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(
        "Directory for schedules, rejects, warnings, report and manifest; new or empty; with --cluster also a bucket",
      ),
    ),
    asOf: Flag.String("as-of").pipe(
      Flag.withMetavar("YYYY-MM-DD"),
      Flag.withDescription("The day that every rule takes as today; the clock is not read"),
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        "Configuration file, JSON or YAML (default: the settings in force in the store, or the built-in ones; almanac config show prints them)",
      ),
      Flag.optional,
    ),
    profile: Flag.String("profile").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription(
        "Apply the settings of this environment of the configuration; with --db and no --config, use the version of this environment",
      ),
      Flag.optional,
    ),
    threads: Flag.Int("threads").pipe(
      Flag.withMetavar("N"),
      Flag.withDescription("Number of threads; the results do not depend on it (default: all cores)"),
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
        `Most contacts to decide together; the results do not depend on it (default ${DEFAULT_BATCH})`,
      ),
      Flag.withDefault(DEFAULT_BATCH),
    ),
    maxRejectShare: rejectShareFlag,
    resume: Flag.Boolean("resume").pipe(
      Flag.withDescription(
        "Continue the unfinished run in --out: finished steps are kept, and the rows are the same",
      ),
      Flag.withDefault(false),
    ),
    json: jsonFlag,
    quiet: quietFlag("Print no progress and no summary"),
  },
  Effect.fnUntraced(function* (flags) {
    const asOf = yield* readAsOf(flags.asOf)
    const input = Option.getOrUndefined(flags.input)
    const db = Option.getOrUndefined(flags.db)
    if (input === undefined && db === undefined) {
      return yield* refuse(
        "it is not clear what to plan",
        "give --in with a directory of tables, or --db with a store",
      )
    }
    if (input !== undefined) yield* notEmpty("--in", input)
    yield* notEmpty("--out", flags.out)
    yield* atLeast("--memory-limit", flags.memoryLimit, MIN_MEMORY_MB)
    yield* atLeast("--batch-size", flags.batchSize, 1)
    const path = Option.getOrUndefined(flags.config)
    const profile = Option.getOrUndefined(flags.profile)
    const isOnFiles = db === undefined && !flags.resume
    const cluster = Option.getOrUndefined(flags.cluster) ?? (isOnFiles ? clusterOfEnvironment() : undefined)
    const blocks = Option.getOrUndefined(flags.blocks)
    if (cluster !== undefined && !isOnFiles) {
      return yield* refuse(
        "--cluster works on files, and continues by itself",
        "give --in, and neither --db nor --resume",
      )
    }
    if (cluster === undefined && (blocks !== undefined || flags.detach)) {
      return yield* refuse("--blocks and --detach are about runs on a cluster", "give --cluster too")
    }
    if (blocks !== undefined) {
      yield* atLeast("--blocks", blocks, 1)
      yield* atMost("--blocks", blocks, MAX_BLOCKS)
    }
    yield* runJob({
      input,
      cluster: cluster === undefined ? undefined : { database: cluster, isDetached: flags.detach, blocks },
      store: db === undefined ? undefined : { db, author: flags.author },
      out: flags.out,
      asOf,
      config: path === undefined && db !== undefined ? undefined : yield* readConfigFile(path, profile),
      environment: profile,
      resume: flags.resume,
      threads: yield* readThreads(flags.threads),
      memoryLimitMb: flags.memoryLimit,
      batchSize: flags.batchSize,
      rejectShare: yield* readRejectShare(flags.maxRejectShare),
      json: flags.json,
      quiet: flags.quiet,
    })
  }),
).pipe(
  Command.withExamples([
    {
      command: "almanac run --in exports --out plan --as-of 2026-11-23",
      description: "Plan the contacts of an export",
    },
    {
      command:
        "almanac run --in exports --out plan --as-of 2026-11-23 --config almanac.yaml --profile production --json",
      description: "Plan with a configuration, and print JSON for a script",
    },
    {
      command: "almanac run --db almanac.db --out plan --as-of 2026-11-23",
      description: "Plan the contacts of a store, and renew its plan",
    },
    {
      command: "almanac run --in exports --out plan --as-of 2026-11-23 --resume",
      description: "Continue a run that was stopped or killed",
    },
  ]),
)
