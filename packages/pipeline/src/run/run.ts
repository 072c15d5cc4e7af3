/**
 * The bulk run. It stages the inputs as columns, applies the core's rules to one part after another, and
 * writes the schedules and the manifest.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { rulebook } from "@almanac/core/rules/rulebook"
import { type Connection, openDatabase, SqlError } from "@almanac/duckdb/database"
import { fileLiteral } from "@almanac/duckdb/paths"
import { beside, whole } from "@almanac/files/whole-file"
import { version as duckdbVersion } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type ChecksummedFile, checksums } from "../inputs/checksums.ts"
import { asRefusal } from "../inputs/damage.ts"
import type { Sources } from "../inputs/input.ts"
import { openSources } from "../inputs/sources.ts"
import { writePlan } from "../plan/write-plan.ts"
import { campaignsOf, readCampaignTables } from "../stage/campaigns.ts"
import { contactsPerPart } from "../stage/part-size.ts"
import { keepSnapshot } from "../stage/snapshot.ts"
import { type Stage, stageInputs } from "../stage/stage.ts"
import { STAGED_TABLES } from "../stage/staged-tables.ts"
import { statement } from "../statement.ts"
import { CheckFailed } from "./check-failed.ts"
import { refusingDiskFailures } from "./disk.ts"
import { JournalWriter, type RunBeginning, sameInputs, sameRun } from "./journal.ts"
import { type Manifest, type RunFacts, summarize, tallied, toJson } from "./manifest.ts"
import { MANIFEST, type Output, openOutput } from "./output.ts"
import { decideBalanced, decideUnbalanced, type PassContext } from "./passes.ts"
import { peakMemory } from "./peak-memory.ts"
import { readManifest } from "./read-manifest.ts"
import { aboveShare, findingsOfRun, type RejectShare } from "./reject-share.ts"
import { type Facts, ofRun, step } from "./step.ts"
import type { PartReport } from "./task.ts"
import type { Totals } from "./totals.ts"
import { openWorkers } from "./workers.ts"

export interface RunOptions {
  readonly input: string
  readonly output: string
  /** Whether to continue the unfinished run in `output`. */
  readonly resume?: boolean
  readonly asOf: Day
  readonly config: Config
  readonly configHash: string
  /** Where the configuration came from, as text for people. */
  readonly configSource: string
  /** The version of the configuration, if a store keeps it. */
  readonly configVersion?: number | undefined
  readonly software: string
  readonly runId: string
  readonly threads: number
  /** The memory that DuckDB may use. The process needs about 300 MB in addition. */
  readonly databaseMemoryMb: number
  /** The most contacts of a part. The memory in use grows with it; the results do not depend on it. */
  readonly batchSize: number
  readonly onProgress: (progress: RunProgress) => void
  /** Share of the input that may be rejected. Without it, the whole input may. */
  readonly rejectShare?: RejectShare
  /** Makes the HTML of `report.html` in the output. Without this function, the run writes no report. */
  readonly report?: (facts: RunFacts) => string
}

export type RunProgress =
  | { readonly phase: "reading"; readonly run_id: string }
  | {
      /** `counting` is the first pass of a balanced run. */
      readonly phase: "counting" | "deciding"
      readonly contacts: number
      readonly of: number
      readonly rows: number
    }
  | { readonly phase: "finishing" }

export const run = (options: RunOptions) =>
  Effect.flatMap(finished(options), (manifest) =>
    manifest === undefined ? Effect.scoped(runScoped(options)) : Effect.succeed(manifest),
  ).pipe(refusingDiskFailures(options.output))

/** Returns the manifest if the run to resume has already finished, otherwise undefined. */
const finished = ({ output, resume, asOf, configHash }: RunOptions) =>
  Effect.gen(function* () {
    if (resume !== true || !existsSync(join(output, MANIFEST))) return undefined
    const manifest = yield* readManifest(output)
    if (manifest.as_of === formatDay(asOf) && manifest.config.hash === configHash) return manifest
    return yield* refuse(
      `${output} holds a finished run as of ${manifest.as_of}, of another day or configuration`,
      "choose another --out, or remove it first",
    )
  })

const runScoped = Effect.fnUntraced(function* (options: RunOptions) {
  const startedAt = performance.now()
  const output = yield* openOutput(options.output, options.resume)
  const beginning: RunBeginning = {
    run_id: output.resumed?.beginning.run_id ?? options.runId,
    as_of: formatDay(options.asOf),
    input: options.input,
    config: options.config,
    config_hash: options.configHash,
    config_source: options.configSource,
    batch_size: options.batchSize,
    software: options.software,
  }
  if (output.resumed !== undefined) yield* sameRun(output.resumed.beginning, beginning)
  return yield* perform(options, output, beginning, startedAt).pipe(step("run", runFacts), ofRun(beginning))
})

const MAX_INDENTED_ORGS = 1000

const runFacts = ({ counts, peak_rss_bytes }: Manifest): Facts => {
  const { contacts, rows, pre_scheduled, skipped, rejects, warnings } = counts
  return { contacts, rows, pre_scheduled, skipped, rejects, warnings, peak_rss_bytes }
}

const perform = Effect.fnUntraced(function* (
  options: RunOptions,
  output: Output,
  beginning: RunBeginning,
  startedAt: number,
) {
  const timings: Record<string, number> = {}
  let lastLap = startedAt
  const lap = (name: string): void => {
    const now = performance.now()
    timings[name] = Math.round(now - lastLap) / 1000
    lastLap = now
  }
  const journal = yield* Effect.promise(() =>
    JournalWriter.open(output.directory, output.work, beginning, output.resumed),
  )
  const database = yield* openDatabase({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(output.work, "spill"),
  })
  const main = yield* database.connect
  const { sources, inputs, campaignTables, campaigns, book, stage, recording } = yield* staging(
    options,
    output,
    beginning,
    journal,
    main,
  ).pipe(step("stage", (staged) => ({ contacts: staged.stage.rows, parts: staged.stage.parts.length })))
  const workersMb = Math.floor(options.databaseMemoryMb / 2)
  // The lower limit also makes DuckDB return the memory that staging no longer needs.
  yield* main.run(`SET memory_limit = '${options.databaseMemoryMb - workersMb}MB'`)
  lap("stage_seconds")

  const workers = yield* openWorkers(
    {
      parts: stage.parts,
      config: options.config,
      campaigns,
      today: options.asOf,
      runId: beginning.run_id,
      orgCount: stage.orgs.length,
      work: output.work,
      schedules: output.schedules,
      databaseMemoryMb: workersMb,
    },
    Math.min(options.threads, stage.parts.length),
  )
  const context: PassContext = {
    main,
    book,
    workers,
    journal,
    parts: stage.parts,
    work: output.work,
    schedules: output.schedules,
    judgeFindings: judgeFindings(options, output, main, sources),
    lap,
    onPart: (phase) => progressOf(phase, stage.rows, options.onProgress),
  }
  const decide = options.config.load_balancing.enabled ? decideBalanced : decideUnbalanced
  const { totals, plan } = yield* decide(context).pipe(
    Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)),
  )
  lap("write_seconds")

  const facts = yield* Effect.gen(function* () {
    options.onProgress({ phase: "finishing" })
    yield* writeFindings(main, output, sources)
    if (plan.length > 0) yield* writePlan(main, output, book, stage.orgs, totals.contactsByOrg, plan)
    const summary = yield* summarize(main, book, stage.orgs, totals, plan)
    yield* balance(summary.counts, stage.rows, totals, sources.files.contacts)
    const decided: RunFacts = {
      run_id: beginning.run_id,
      software: { almanac: options.software, duckdb: duckdbVersion(), node: process.versions.node },
      as_of: formatDay(options.asOf),
      rule_set: options.config.state_rules.rule_set,
      config: {
        version: options.configVersion === undefined ? null : String(options.configVersion),
        source: options.configSource,
        hash: options.configHash,
        effective: options.config,
      },
      inputs: yield* Fiber.join(inputs),
      ...summary,
    }
    if (options.report !== undefined) yield* output.report(options.report(decided))
    yield* Fiber.join(recording)
    yield* keepSnapshot(output, journal, stage, campaignTables)
    return decided
  }).pipe(step("finish", ({ counts }) => ({ rows: counts.rows, rejects: counts.rejects })))
  lap("finish_seconds")
  timings.total_seconds = Math.round(performance.now() - startedAt) / 1000
  const manifest: Manifest = { ...facts, timings, peak_rss_bytes: peakMemory() }
  // People read small manifests only, and indenting makes large ones a third larger.
  const indent = manifest.daily_loads.length > MAX_INDENTED_ORGS ? undefined : 1
  yield* output.finish(`${toJson(manifest, indent)}\n`)
  return manifest
})

const writeFindings = Effect.fnUntraced(function* (main: Connection, output: Output, sources: Sources) {
  const idTypes = sources.describe("contacts").find(({ name }) => name === "id")?.types ?? []
  if (!idTypes.every((type) => type.endsWith("INT") || type === "INTEGER")) {
    yield* main.run(statement("stage/ids_as_given"))
  }
  for (const table of ["reject", "warning"] as const) {
    const file = output.file(`${table}s`)
    yield* main.run(statement("write/table", { table, file: fileLiteral(beside(file)) })).pipe(whole(file))
  }
})

/**
 * Fails if too much of the input cannot be used. In this case only the rejects and
 * warnings of the run are kept.
 */
const judgeFindings = Effect.fnUntraced(function* (
  { rejectShare }: RunOptions,
  output: Output,
  main: Connection,
  sources: Sources,
) {
  if (rejectShare === undefined) return
  const rejects = yield* tallied(main, "reject", "reason")
  const warnings = yield* tallied(main, "warning", "warning")
  const found = findingsOfRun(rejects, warnings, (table) => rowsIn(sources.files[table]))
  const above = aboveShare(found, rejectShare)
  if (above === undefined) return
  yield* writeFindings(main, output, sources)
  output.takeBack()
  return yield* new CheckFailed({
    message: `${above}: see ${output.directory}/rejects and warnings, and mend the export, or allow more`,
  })
})

/** Opens and checks the inputs, and stages the data that the rules read. */
const staging = Effect.fnUntraced(function* (
  options: RunOptions,
  output: Output,
  beginning: RunBeginning,
  journal: JournalWriter,
  main: Connection,
) {
  options.onProgress({ phase: "reading", run_id: beginning.run_id })
  const sources = yield* openSources(main, {
    directory: options.input,
    scratchDirectory: join(output.work, "input"),
  })
  const inputs = yield* Effect.forkScoped(checksums(sources))
  if (output.resumed?.inputs !== undefined) {
    yield* sameInputs(output.resumed.inputs, yield* Fiber.join(inputs))
  }
  const campaignTables = yield* readCampaignTables(main).pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  const campaigns = yield* campaignsOf(campaignTables, options.config, options.asOf)
  const book = rulebook(options.config, campaigns, options.asOf)
  const isStaged = yield* Effect.promise(() => journal.done("staged"))
  const stage = yield* stageInputs(
    main,
    campaigns,
    {
      directory: output.work,
      asOf: beginning.as_of,
      engagementSince: formatDay(options.asOf - options.config.timing.followup_lookback_days),
      contactsPerPart: contactsPerPart(
        rowsIn(sources.files.contacts),
        rowsIn(sources.files.email_schedules) + rowsIn(sources.files.contact_campaigns),
        options.threads,
        options.batchSize,
      ),
    },
    isStaged,
  ).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  const recording = yield* Effect.forkScoped(isStaged ? Effect.void : recordStage(journal, inputs, stage))
  return { sources, inputs, campaignTables, campaigns, book, stage, recording }
})

const rowsIn = (files: ReadonlyArray<{ readonly rows: number }>): number =>
  files.reduce((sum, file) => sum + file.rows, 0)

/** Records the input files and the staged files in the journal. The run continues meanwhile. */
const recordStage = (
  journal: JournalWriter,
  inputs: Fiber.Fiber<ReadonlyArray<ChecksummedFile>, Refusal>,
  stage: Stage,
) =>
  Effect.flatMap(Fiber.join(inputs), (files) =>
    Effect.promise(async () => {
      await journal.recordInputs(files)
      await journal.record("staged", STAGED_TABLES.map(stage.file))
    }),
  )

/** Adds up the reports of the parts and passes the totals to `onProgress`. */
function progressOf(
  phase: "counting" | "deciding",
  of: number,
  onProgress: RunOptions["onProgress"],
): (part: PartReport) => void {
  let contacts = 0
  let rows = 0
  return (part) => {
    contacts += part.contacts
    rows += part.rows
    onProgress({ phase, contacts, of, rows })
  }
}

/**
 * Fails if the run has lost contacts or rows. The contacts read must equal the contacts decided plus the
 * rejects, and the rows decided must equal the rows written.
 */
function balance(
  counts: Manifest["counts"],
  staged: number,
  totals: Totals,
  files: ReadonlyArray<{ readonly rows: number }>,
): Effect.Effect<void, SqlError> {
  const inputRows = rowsIn(files)
  if (
    counts.input_contacts === inputRows &&
    totals.contacts + totals.rejects === staged &&
    counts.pre_scheduled + counts.skipped === counts.rows
  ) {
    return Effect.void
  }
  return Effect.fail(
    new SqlError({
      message:
        `the run does not add up: ${inputRows} contact rows in, ${counts.contacts} decided and ${counts.rejects} ` +
        `rejected; ${counts.pre_scheduled + counts.skipped} rows decided, ${counts.rows} written`,
      sql: "",
    }),
  )
}
