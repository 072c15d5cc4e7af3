/** The step that reads a slice of the inputs, reduces it to numbers, and splits it by block. */
import * as Effect from "effect/Effect"
import { asRefusal } from "../inputs/damage.ts"
import { sliceOf } from "../inputs/slice.ts"
import { bindSources, sourcesOf } from "../inputs/sources.ts"
import { stageOptions } from "../run/read-inputs.ts"
import { writeFindings } from "../run/worker-files.ts"
import {
  readOptOuts,
  rejectInvalidIds,
  rowsOfInputs,
  warnOfInputs,
  warnOfOptOuts,
} from "../stage/input-rows.ts"
import { splitRows } from "../stage/split.ts"
import { reopenStaging } from "../stage/stage.ts"
import { readChecked } from "./check.ts"
import type { StepContext } from "./step.ts"

/** Splits a slice. The first one also has the findings about opt-outs. @param checked the directory of the step `check` */
export const splitStep = Effect.fnUntraced(function* (
  { run, directory, main }: StepContext,
  checked: string,
  index: number,
) {
  const { sources, rules, orgs, blocks, slices } = yield* readChecked(run, checked)
  yield* Effect.gen(function* () {
    yield* bindSources(main, sourcesOf(run.input, sliceOf(sources.inputs, index, slices)))
    yield* reopenStaging(main, rules.campaigns, orgs)
    yield* readOptOuts(main)
    yield* splitRows(main, rowsOfInputs(stageOptions(run, sources, directory)), blocks, directory)
    yield* rejectInvalidIds(main)
    yield* warnOfInputs(main)
    if (index === 0) yield* warnOfOptOuts(main)
  }).pipe(Effect.mapError((error) => (error._tag === "SqlError" ? asRefusal(error, sources) : error)))
  yield* writeFindings(main, directory, "staging")
  return {}
})
