/**
 * The last step of a run in blocks: puts the directory of the run together from what the blocks have written. The files of
 * schedules are links. The snapshot is merged in the order of contact ids, as a run in one process has it.
 */
import { copyFileSync, linkSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import { Rules } from "@almanac/core/services/rules"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { accessing, accessingNow } from "@almanac/files/file-error"
import { makeDirectory } from "@almanac/files/make-directory"
import * as Effect from "effect/Effect"
import { checksums, sha256OfFile } from "../inputs/checksums.ts"
import { finishRun } from "../run/finish.ts"
import { sameInputs } from "../run/journal.ts"
import { schedulesFile } from "../run/layout.ts"
import { type Manifest, manifestText } from "../run/manifest.ts"
import { innerDirectories, type RunFiles, runFiles } from "../run/output.ts"
import { gatherTable, gatherTotals } from "../run/worker-files.ts"
import type { StagedFile } from "../stage/snapshot.ts"
import { readStage, SIDE_ROW_GROUP, stagedFile } from "../stage/stage.ts"
import { STAGED_TABLES } from "../stage/staged-tables.ts"
import { statement } from "../statement.ts"
import { readChecked } from "./check.ts"
import { gatherFindings, refuseManyRejects } from "./findings.ts"
import { readPlanned } from "./plan.ts"
import type { StepContext } from "./step.ts"

const MEND_INPUTS = "put the inputs back and retry the run, or submit a new run"

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
  const again = checksums(sources).pipe(Effect.tap((found) => sameInputs(inputs.files, found, MEND_INPUTS)))
  const facts = yield* finishRun(
    { options: run, output, beginning: { run_id: run.runId, as_of: formatDay(run.asOf) }, main },
    {
      sources,
      rules,
      campaignTables,
      inputs: again,
      stage: { orgs, rows: stages.reduce((sum, { rows }) => sum + rows, 0) },
      staged: mergeStaged(step, output, staged),
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

/** The staged tables of all blocks, each in one file. */
const mergeStaged = Effect.fnUntraced(function* (
  { main }: StepContext,
  { work }: RunFiles,
  staged: ReadonlyArray<string>,
) {
  return yield* Effect.forEach(STAGED_TABLES, (table) =>
    Effect.gen(function* () {
      const files = staged.map((directory) => stagedFile(directory, table))
      const [only] = files
      const file = files.length === 1 && only !== undefined ? only : stagedFile(work, table)
      if (file !== only) {
        yield* main`${statement("stage/write_staged", {
          in_order: statement("stage/merged", { files: parquetScan(...files) }),
          file: fileLiteral(file),
          row_group: String(SIDE_ROW_GROUP),
        })}`
      }
      const sha256 = yield* accessing(file, () => sha256OfFile(file))
      return { table, file, sha256 } satisfies StagedFile
    }),
  )
})
