/** Which steps of a run are due. A step is due when all steps of the stage before it have results. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { RunRecord } from "./records.ts"
import { type RunSpec, type StepName, type StepOfRun, stagesOf } from "./run-spec.ts"

/** How many records of steps, and how many results, a run has of a step. */
interface StepCount {
  readonly step: StepName
  readonly recorded: number
  readonly results: number
  /** Only of `check`. */
  readonly blocks: number | null
  readonly slices: number | null
}

/**
 * Makes the records of the steps that are due and have none, and returns these steps. In the transaction that records the last
 * result of a stage, it returns the steps of the next stage exactly once.
 */
export const recordDueSteps = Effect.fnUntraced(function* ({ run_id: runId, spec }: RunRecord) {
  const sql = yield* SqlClient
  const counts = yield* sql<StepCount>`
    SELECT step, count(*)::int AS recorded, count(result)::int AS results, max((result ->> 'blocks')::int) AS blocks,
      max((result ->> 'slices')::int) AS slices
    FROM almanac_step WHERE run_id = ${runId} GROUP BY step`
  const due = dueStage(spec, counts)
  if (due === undefined) return []
  return yield* sql<StepOfRun>`
    INSERT INTO almanac_step (run_id, step, block)
    SELECT ${runId}, ${due.step}, block FROM generate_series(0, ${due.blocks}::int - 1) AS block
    ON CONFLICT DO NOTHING RETURNING run_id AS "runId", step, block`
})

/** The first stage that lacks results, if it also lacks records. */
function dueStage(
  spec: RunSpec,
  counts: ReadonlyArray<StepCount>,
): { readonly step: StepName; readonly blocks: number } | undefined {
  const checked = counts.find(({ step }) => step === "check")
  const size = { blocks: checked?.blocks ?? 1, slices: checked?.slices ?? 0 }
  for (const { step, times } of stagesOf(spec)) {
    const blocks = times(size)
    const { recorded, results } = counts.find((count) => count.step === step) ?? { recorded: 0, results: 0 }
    if (results < blocks) return recorded < blocks ? { step, blocks } : undefined
  }
  return undefined
}
