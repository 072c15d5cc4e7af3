/** The steps of one block: what a run in one process does with all of its contacts. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { Rules } from "@almanac/core/services/rules"
import { accessingNow } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { asRefusal } from "../inputs/damage.ts"
import { bindSources } from "../inputs/sources.ts"
import { appliedPlan, splitsOf } from "../plan/plan-run.ts"
import { writeData } from "../run/data-file.ts"
import { progressOf } from "../run/passes.ts"
import { stageOptions } from "../run/read-inputs.ts"
import type { Task } from "../run/task.ts"
import { sumTotals } from "../run/totals.ts"
import { partTotals, workerFile, writeFindings } from "../run/worker-files.ts"
import { openStageWorkers } from "../run/workers.ts"
import { rowsOfBlock } from "../stage/split.ts"
import { readStage, type Stage, stageInputs, writeStage } from "../stage/stage.ts"
import { type CheckedInputs, readChecked } from "./check.ts"
import { readDrafts, readPlanned } from "./plan.ts"
import { checksumStaged } from "./staged-files.ts"
import type { StepContext } from "./step.ts"

const schedulesIn = (directory: string): string => join(directory, "schedules")

/** What the steps of a block read first. */
export interface BlockOfRun {
  /** The directory of the step `check`. */
  readonly checked: string
  /** The directories of the step `split`. There are none for a run in one block. */
  readonly split: ReadonlyArray<string>
  readonly index: number
}

/** Stages a block and counts its emails. */
export const countStep = Effect.fnUntraced(function* (step: StepContext, block: BlockOfRun) {
  const inputs = yield* readChecked(step.run, block.checked)
  const stage = yield* stageBlock(step, inputs, block)
  yield* performing(step, inputs, stage, { name: "count" })
  return { contacts: stage.rows }
})

/** Stages and decides a block without load balancing. */
export const decideStep = Effect.fnUntraced(function* (step: StepContext, block: BlockOfRun) {
  const inputs = yield* readChecked(step.run, block.checked)
  const stage = yield* stageBlock(step, inputs, block)
  return yield* writing(step, inputs, stage, { name: "decide" })
})

/** Ranks the emails of a counted block that are in split cells. */
export const rankStep = Effect.fnUntraced(function* (
  step: StepContext,
  checked: string,
  counted: string,
  drafted: string,
) {
  const inputs = yield* readChecked(step.run, checked)
  const stage = yield* countedStage(step, inputs, counted)
  const splits = splitsOf(
    yield* Rules.pipe(Effect.provide(Rules.layer(inputs.rules))),
    yield* readDrafts(drafted),
  )
  yield* performing(step, inputs, stage, { name: "rank", splits }, counted)
  return { contacts: stage.rows }
})

/** Places and writes the emails of a counted block. */
export const placeStep = Effect.fnUntraced(function* (
  step: StepContext,
  checked: string,
  counted: string,
  planned: string,
) {
  const inputs = yield* readChecked(step.run, checked)
  const stage = yield* countedStage(step, inputs, counted)
  const plan = appliedPlan(yield* readPlanned(planned))
  return yield* writing(step, inputs, stage, { name: "place", plan, written: new Set() }, counted)
})

const stageBlock = Effect.fnUntraced(function* (
  step: StepContext,
  inputs: CheckedInputs,
  { split, index }: BlockOfRun,
) {
  const { run, directory, main } = step
  const { sources, rules, orgs, blocks } = inputs
  const options = stageOptions(run, sources, directory, blocks)
  if (split.length > 0) {
    yield* writeStage(main, options, yield* rowsOfBlock(split, index))
  } else {
    yield* bindSources(main, sources)
    yield* stageInputs(main, rules.campaigns, options).pipe(
      Effect.mapError((error) => asRefusal(error, sources)),
    )
    yield* writeFindings(main, directory, "staging")
  }
  yield* checksumStaged(directory)
  return yield* readStage(main, rules.campaigns, orgs, directory)
})

const countedStage = ({ main }: StepContext, { rules, orgs }: CheckedInputs, counted: string) =>
  readStage(main, rules.campaigns, orgs, counted)

/** Makes the workers of a block perform a task. @param counted where the block was counted, if in another step */
const performing = Effect.fnUntraced(function* (
  { run, directory, main }: StepContext,
  { rules, sources }: CheckedInputs,
  stage: Stage,
  task: Task,
  counted?: string,
) {
  const setup = {
    rules,
    runId: run.runId,
    work: directory,
    schedules: schedulesIn(directory),
    ...(counted !== undefined && { counted }),
  }
  const phase = task.name === "count" ? "counting" : "deciding"
  const onPart = progressOf(phase, { options: run, contacts: stage.rows })
  const workers = yield* openStageWorkers(main, run, stage, setup).pipe(Effect.provide(Rules.layer(rules)))
  yield* workers
    .perform(task, onPart)
    .pipe(Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)))
})

/** Makes the workers write the schedules of a block, and adds up the totals of its parts. */
const writing = Effect.fnUntraced(function* (
  step: StepContext,
  inputs: CheckedInputs,
  stage: Stage,
  task: Task,
  counted?: string,
) {
  const { directory } = step
  yield* accessingNow(directory, () => mkdirSync(schedulesIn(directory)))
  yield* performing(step, inputs, stage, task, counted)
  const totals = sumTotals(yield* partTotals(directory, stage.parts))
  yield* writeData(workerFile(directory, "totals", "written"), totals)
  return { contacts: stage.rows, rows: totals.rows }
})
