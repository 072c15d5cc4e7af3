/** The bulk run: inputs → staged columns → one part after another through the core's rules → schedules and manifest. */
import { rename } from "node:fs/promises"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { rulebook } from "@almanac/core/rules/rulebook"
import { version as duckdbVersion } from "@duckdb/node-api"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type Connection, openDatabase, SqlError } from "../database/database.ts"
import { literal, statement } from "../database/statement.ts"
import { checksums } from "../source/checksums.ts"
import { asRefusal } from "../source/damage.ts"
import { openSources } from "../source/sources.ts"
import { readCampaigns } from "./campaigns.ts"
import { refusingDiskFailures } from "./disk.ts"
import { type Manifest, type RunFacts, summarize, toJson } from "./manifest.ts"
import { openOutput } from "./output.ts"
import type { Part } from "./part.ts"
import { decideBalanced, decideUnbalanced, type PassContext } from "./passes.ts"
import { stageInputs } from "./stage.ts"
import { Totals } from "./totals.ts"
import { writePlan } from "./write-plan.ts"

export interface RunOptions {
  readonly input: string
  readonly output: string
  readonly asOf: Day
  readonly config: Config
  readonly configHash: string
  /** Where the configuration came from, for people. */
  readonly configSource: string
  readonly software: string
  readonly runId: string
  readonly threads: number
  /** DuckDB's share of the memory; the process needs about 300 MB besides. */
  readonly databaseMemoryMb: number
  /** Contacts decided together; memory grows with it, results do not depend on it. */
  readonly batchSize: number
  readonly onProgress: (progress: RunProgress) => void
  /** Makes the HTML of `report.html` in the output; without it there is none. */
  readonly report?: (facts: RunFacts) => string
}

export type RunProgress =
  | { readonly phase: "reading" }
  | {
      /** `counting` is the first pass of a balanced run. */
      readonly phase: "counting" | "deciding"
      readonly contacts: number
      readonly of: number
      readonly rows: number
    }
  | { readonly phase: "finishing" }

export const run = (options: RunOptions) =>
  Effect.scoped(runScoped(options)).pipe(refusingDiskFailures(options.output))

const runScoped = Effect.fnUntraced(function* (options: RunOptions) {
  const startedAt = performance.now()
  const timings: Record<string, number> = {}
  let lastLap = startedAt
  const lap = (name: string): void => {
    const now = performance.now()
    timings[name] = Math.round(now - lastLap) / 1000
    lastLap = now
  }
  const output = yield* openOutput(options.output)
  const database = yield* openDatabase({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(output.work, "spill"),
  })
  const main = yield* database.connect
  options.onProgress({ phase: "reading" })
  const sources = yield* openSources(main, {
    directory: options.input,
    scratchDirectory: join(output.work, "input"),
  })
  const inputs = yield* Effect.forkScoped(checksums(sources))
  const campaigns = yield* readCampaigns(main, options.config, options.asOf).pipe(
    Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)),
  )
  const book = rulebook(options.config, campaigns, options.asOf)
  const stage = yield* stageInputs(main, campaigns, {
    directory: output.work,
    asOf: formatDay(options.asOf),
    engagementSince: formatDay(options.asOf - options.config.timing.followup_lookback_days),
    contactsPerPart: options.batchSize,
  }).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  lap("stage_seconds")

  const totals = new Totals(stage.orgs.length)
  const context: PassContext = {
    database,
    main,
    book,
    stage,
    output,
    runId: options.runId,
    totals,
    recordFindings: (part) => recordFindings(main, part),
    lap,
    onContacts: (phase) =>
      options.onProgress({
        phase,
        contacts: phase === "counting" ? totals.contacts : totals.placedContacts,
        of: phase === "counting" ? stage.rows : totals.contacts,
        rows: totals.rows,
      }),
  }
  const plan = yield* (
    options.config.load_balancing.enabled ? decideBalanced(context) : Effect.as(decideUnbalanced(context), [])
  ).pipe(Effect.mapError((error) => asRefusal(error, sources)))
  lap("write_seconds")

  options.onProgress({ phase: "finishing" })
  const idTypes = sources.describe("contacts").find(({ name }) => name === "id")?.types ?? []
  if (totals.rejects > 0 && !idTypes.every((type) => type.endsWith("INT") || type === "INTEGER")) {
    yield* main.run(statement("run/ids_as_given"))
  }
  for (const table of ["reject", "warning"] as const) {
    const file = output.file(`${table}s`)
    yield* main.run(statement("run/write_table", { table, file: literal(`${file}.partial`) }))
    yield* Effect.promise(() => rename(`${file}.partial`, file))
  }
  if (plan.length > 0) yield* writePlan(main, output, book, stage.orgs, totals.contactsByOrg, plan)
  const summary = yield* summarize(main, options.config, stage.orgs, totals, plan)
  yield* balance(summary.counts, stage.rows, totals, sources.files.contacts)
  const facts: RunFacts = {
    run_id: options.runId,
    software: { almanac: options.software, duckdb: duckdbVersion(), node: process.versions.node },
    as_of: formatDay(options.asOf),
    rule_set: options.config.state_rules.rule_set,
    config: {
      version: null,
      source: options.configSource,
      hash: options.configHash,
      effective: options.config,
    },
    inputs: yield* Fiber.join(inputs),
    ...summary,
  }
  if (options.report !== undefined) yield* output.report(options.report(facts))
  lap("finish_seconds")
  timings.total_seconds = Math.round(performance.now() - startedAt) / 1000
  const manifest: Manifest = { ...facts, timings, peak_rss_bytes: process.resourceUsage().maxRSS * 1024 }
  yield* output.finish(`${toJson(manifest, 1)}\n`)
  return manifest
})

const recordFindings = (connection: Connection, part: Part) =>
  Effect.gen(function* () {
    const text = (value: string): string => literal(value)
    const rejects = part.rejects.map(
      (row) => `(${text(row.contactId)}, ${row.rowNumber}, ${text(row.reason)}, ${text(row.detail)})`,
    )
    const warnings = part.warnings.map(
      (row) => `(${text(row.contactId)}, ${text(row.warning)}, ${text(row.detail)})`,
    )
    for (const [table, rows] of [["reject", rejects] as const, ["warning", warnings] as const]) {
      for (let at = 0; at < rows.length; at += 1000) {
        yield* connection.run(`INSERT INTO ${table} VALUES ${rows.slice(at, at + 1000).join(", ")}`)
      }
    }
  })

/** Nothing may be lost on the way: contacts in = contacts decided + rejects, and rows decided = rows written. */
function balance(
  counts: Manifest["counts"],
  staged: number,
  totals: Totals,
  files: ReadonlyArray<{ readonly rows: number }>,
): Effect.Effect<void, SqlError> {
  const inputRows = files.reduce((sum, file) => sum + file.rows, 0)
  if (
    counts.input_contacts === inputRows &&
    totals.contacts + totals.rejects === staged &&
    counts.rows === totals.rows
  ) {
    return Effect.void
  }
  return Effect.fail(
    new SqlError({
      message:
        `the run does not add up: ${inputRows} contact rows in, ${counts.contacts} decided and ${counts.rejects} ` +
        `rejected; ${totals.rows} rows decided, ${counts.rows} written`,
      sql: "",
    }),
  )
}
