/** The steps that make the plan of a run in blocks from what the blocks have written. */
import { join } from "node:path"
import { Rules } from "@almanac/core/services/rules"
import * as Effect from "effect/Effect"
import { cutDrafts, draftOrgs, type KeptDraft, type PlannedOrg } from "../plan/plan-run.ts"
import { readData, writeData } from "../run/data-file.ts"
import { gatherRanks, gatherTable, gatherTotals } from "../run/worker-files.ts"
import { readChecked } from "./check.ts"
import { gatherFindings, refuseManyRejects } from "./findings.ts"
import type { StepContext } from "./step.ts"

const DRAFTS = "drafts.data"
const PLAN = "plan.data"

/**
 * Drafts the plan of all organisations, unless too much of the input is rejected.
 * @param split the directories of the step `split`
 * @param counted the directories of the step `count`, by block
 */
export const draftStep = Effect.fnUntraced(function* (
  step: StepContext,
  checked: string,
  split: ReadonlyArray<string>,
  counted: ReadonlyArray<string>,
) {
  const inputs = yield* readChecked(step.run, checked)
  yield* gatherFindings(step, inputs, [...split, ...counted])
  yield* refuseManyRejects(step, inputs)
  const { rules, orgs } = inputs
  const { directory, main } = step
  const book = yield* Rules.pipe(Effect.provide(Rules.layer(rules)))
  yield* gatherTable(main, counted, "plan_count", "counts")
  const { contactsByOrg, contacts } = yield* gatherTotals(counted)
  yield* writeData(join(directory, DRAFTS), yield* draftOrgs(main, book, orgs, contactsByOrg))
  return { contacts }
})

/** Cuts the split cells of the drafts. @param ranked the directories of the step `rank`, by block */
export const cutStep = Effect.fnUntraced(function* (
  { directory, main }: StepContext,
  drafted: string,
  ranked: ReadonlyArray<string>,
) {
  yield* gatherRanks(main, ranked)
  const plan = yield* cutDrafts(main, yield* readDrafts(drafted))
  yield* writeData(join(directory, PLAN), plan)
  return { orgs: plan.length }
})

/** The plan of the step `draft`, in which the split cells are not yet cut. */
export const readDrafts = (directory: string) => readData<ReadonlyArray<KeptDraft>>(join(directory, DRAFTS))

/** The plan of the step `cut`, indexed by dense organisation number. */
export const readPlanned = (directory: string) => readData<ReadonlyArray<PlannedOrg>>(join(directory, PLAN))
