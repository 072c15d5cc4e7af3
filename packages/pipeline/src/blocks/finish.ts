/**
 * The last step of a run in blocks: puts the directory of the run together from what the blocks have written. The files of
 * schedules and of the snapshot are links.
 */
import { copyFileSync, linkSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { Rules } from "@almanac/core/services/rules"
import { accessing, accessingNow } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import * as Effect from "effect/Effect"
import { finishRun } from "../run/finish.ts"
import { schedulesFile } from "../run/layout.ts"
import { type Manifest, manifestText } from "../run/manifest.ts"
import { innerDirectories, type RunFiles, runFiles } from "../run/output.ts"
import { gatherTable, gatherTotals } from "../run/worker-files.ts"
import { readStage } from "../stage/stage.ts"
import { readChecked } from "./check.ts"
import { gatherFindings, refuseManyRejects } from "./findings.ts"
import { sameFiles } from "./input-stamps.ts"
import { readPlanned } from "./plan.ts"
import { readStagedFiles } from "./staged-files.ts"
import type { StepContext } from "./step.ts"

/** The directories of the steps before. */
export interface StepsBefore {
  readonly checked: string
  /** Empty for a run in one block. */
  readonly split: ReadonlyArray<string>
  /** By block: where it was staged and counted. Without load balancing, where it was staged and decided. */
  readonly staged: ReadonlyArray<string>
  /** By block: where its schedules are. */
  readonly written: ReadonlyArray<string>
  /** Absent without load balancing. */
  readonly planned?: string
}

/** The times that the manifest has. They are known outside of the step. */
export type RunTimes = Pick<Manifest, "timings" | "peak_rss_bytes">

/** Writes the directory of the run. Returns its manifest. */
export const finishStep = Effect.fnUntraced(function* (
  step: StepContext,
  { checked, split, staged, written, planned }: StepsBefore,
  times: () => RunTimes,
) {
  const { run, directory, main } = step
  const inputs = yield* readChecked(run, checked)
  const { sources, rules, orgs, campaignTables } = inputs
  const output = runFiles(directory)
  yield* Effect.forEach([output.work, ...innerDirectories(directory)], (path) =>
    accessing(path, () => makeDirectory(path)),
  )
  yield* gatherFindings(step, inputs, [...split, ...staged])
  if (planned === undefined) yield* refuseManyRejects(step, inputs)
  const stages = yield* Effect.forEach(staged, (at) => readStage(main, rules.campaigns, orgs, at))
  yield* linkSchedules(output, stages, written)
  if (planned !== undefined) yield* gatherTable(main, staged, "plan_count", "counts")
  const facts = yield* finishRun(
    { options: run, output, beginning: { run_id: run.runId, as_of: formatDay(run.asOf) }, main },
    {
      sources,
      rules,
      campaignTables,
      inputs: sameFiles(sources, inputs),
      stage: { orgs, rows: stages.reduce((sum, { rows }) => sum + rows, 0) },
      staged: Effect.map(Effect.forEach(staged, readStagedFiles), (files) => files.flat()),
    },
    {
      totals: yield* gatherTotals([...new Set([...staged, ...written])]),
      plan: planned === undefined ? [] : yield* readPlanned(planned),
    },
  ).pipe(Effect.provide(Rules.layer(rules)))
  const manifest: Manifest = { ...facts, ...times() }
  yield* accessing(output.work, () => rm(output.work, { recursive: true }))
  yield* output.finish(manifestText(manifest))
  return manifest
})

/** Links the files of all blocks, numbered one after another. */
const linkSchedules = (
  { schedules }: RunFiles,
  stages: ReadonlyArray<{ readonly parts: ReadonlyArray<{ readonly index: number }> }>,
  written: ReadonlyArray<string>,
) =>
  accessingNow(schedules, () => {
    let part = 0
    for (const [block, { parts }] of stages.entries()) {
      for (const { index } of parts) {
        linkOrCopy(schedulesFile(join(written[block], "schedules"), index), schedulesFile(schedules, part++))
      }
    }
  })

function linkOrCopy(file: string, to: string): void {
  try {
    linkSync(file, to)
  } catch {
    copyFileSync(file, to)
  }
}
