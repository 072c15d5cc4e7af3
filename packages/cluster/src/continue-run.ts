/** Continues a run that was cancelled or has failed. */
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import { type RunRecord, type RunState, submitAgain, writerOf } from "./records.ts"
import { outputAt } from "./work/output.ts"

/**
 * Submits the run again. The results of its steps are kept. It is refused if another run has written or writes to its output.
 * Returns false if the run is not in the state.
 */
export const continueRun = Effect.fnUntraced(function* (
  { run_id, state, spec: { output } }: RunRecord,
  from: RunState,
) {
  if (state !== from) return false
  const other = yield* writerOf(output)
  if (other !== undefined) {
    return yield* refuse(
      `the run ${other} writes to ${output}`,
      "wait for its end, or submit a run with another --out",
    )
  }
  const { check } = yield* outputAt(output, process.env)
  yield* check
  return yield* submitAgain(run_id, from)
})
