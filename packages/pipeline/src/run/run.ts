/**
 * The bulk run, its stages in their order:
 *
 *   stage    reads the inputs once, as sorted numbers                  read-inputs.ts
 *   count    counts the emails of all contacts                         passes.ts
 *   plan     gives the emails of busy days to other days               passes.ts
 *   write    places and writes the emails, part after part             passes.ts
 *   finish   writes rejects, plan, report, snapshot; checks the counts finish.ts
 *
 * Without load balancing there are no `count` and `plan`. Each stage is a {@link step}. The manifest is made
 * from the results of the stages and written last.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { Rules } from "@almanac/core/services/rules"
import * as Effect from "effect/Effect"
import { asRefusal } from "../inputs/damage.ts"
import { openContext, type RunContext } from "./context.ts"
import { refusingDiskFailures } from "./disk.ts"
import { type Decided, finishRun } from "./finish.ts"
import { MANIFEST } from "./layout.ts"
import { type Manifest, manifestText, type RunFacts } from "./manifest.ts"
import type { RunOptions } from "./options.ts"
import { countParts, decideParts, makePlan, type Passes, placeParts } from "./passes.ts"
import { peakMemory } from "./peak-memory.ts"
import { readInputs, type StagedInputs } from "./read-inputs.ts"
import { readManifest } from "./read-manifest.ts"
import { checkRejects } from "./rejects.ts"
import { type Facts, ofRun, step, timing } from "./step.ts"
import { gatherRejects } from "./worker-files.ts"
import { openStageWorkers } from "./workers.ts"

export const run = (options: RunOptions) =>
  Effect.flatMap(finished(options), (manifest) =>
    manifest === undefined ? Effect.scoped(runOnce(options)) : Effect.succeed(manifest),
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

const runOnce = Effect.fnUntraced(function* (options: RunOptions) {
  const startedAt = performance.now()
  const context = yield* openContext(options)
  const timings: Record<string, number> = {}
  const stages = Effect.flatMap(runStages(context).pipe(timing(timings)), (facts) => {
    timings.total_seconds = Math.round(performance.now() - startedAt) / 1000
    return writeManifest(context, facts, timings)
  })
  return yield* stages.pipe(step("run", runFacts), ofRun(context.beginning))
})

const runStages = Effect.fnUntraced(function* (context: RunContext) {
  const staged = yield* readInputs(context).pipe(
    step("stage", ({ stage }) => ({ contacts: stage.rows, parts: stage.parts.length })),
  )
  return yield* decideStaged(context, staged).pipe(Effect.provide(Rules.layer(staged.rules)))
})

const decideStaged = Effect.fnUntraced(function* (context: RunContext, staged: StagedInputs) {
  const passes = yield* openPasses(context, staged)
  const decide = context.options.config.load_balancing.enabled ? decideBalanced : decideUnbalanced
  const decided = yield* decide(passes, staged).pipe(
    Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, staged.sources) : error)),
  )
  return yield* finishRun(context, staged, decided).pipe(
    step("finish", ({ counts }) => ({ rows: counts.rows, rejects: counts.rejects })),
  )
})

const decideBalanced = Effect.fnUntraced(function* (run: Passes, { sources }: StagedInputs) {
  const isCounted = yield* run.journal.done("counted")
  if (!isCounted) yield* countParts(run).pipe(step("count", parts(run)))
  yield* gatherRejects(run.main, [run.output.work])
  yield* checkRejects(run, sources)
  const planned = yield* makePlan(run, isCounted).pipe(
    step("plan", ({ plan, counted }) => ({ orgs: plan.length, contacts: counted.contacts })),
  )
  const totals = yield* placeParts(run, planned, isCounted).pipe(step("write", parts(run)))
  return { totals, plan: planned.plan } satisfies Decided
})

const decideUnbalanced = Effect.fnUntraced(function* (run: Passes, { sources }: StagedInputs) {
  const totals = yield* decideParts(run).pipe(step("write", parts(run)))
  yield* gatherRejects(run.main, [run.output.work])
  yield* checkRejects(run, sources)
  return { totals, plan: [] } satisfies Decided
})

const parts =
  ({ parts }: Passes) =>
  (): Facts => ({ parts: parts.length })

/** Starts the workers of a run. */
const openPasses = Effect.fnUntraced(function* (context: RunContext, { rules, stage }: StagedInputs) {
  const { options, output, beginning, main } = context
  const { work, schedules } = output
  const workers = yield* openStageWorkers(main, options, stage, {
    rules,
    runId: beginning.run_id,
    work,
    schedules,
  })
  const passes: Passes = { ...context, workers, parts: stage.parts, orgs: stage.orgs, contacts: stage.rows }
  return passes
})

const writeManifest = Effect.fnUntraced(function* (
  { output }: RunContext,
  facts: RunFacts,
  timings: Manifest["timings"],
) {
  const manifest: Manifest = { ...facts, timings, peak_rss_bytes: peakMemory() }
  yield* output.finish(manifestText(manifest))
  return manifest
})

const runFacts = ({ counts, peak_rss_bytes }: Manifest): Facts => {
  const { contacts, rows, pre_scheduled, skipped, rejects, warnings } = counts
  return { contacts, rows, pre_scheduled, skipped, rejects, warnings, peak_rss_bytes }
}
