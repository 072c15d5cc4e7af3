/** Submits a run to a cluster, and follows it until it ends. */
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { findRun, insertRun, stepsOf, writerOf } from "./records.ts"
import type { RunSpec } from "./run-spec.ts"
import { RETRY_EVERY } from "./settings.ts"

/** Submits a run. Refuses it while another one writes to the same output. */
export const submit = Effect.fnUntraced(function* (spec: RunSpec) {
  if (yield* insertRun(spec)) return
  const other = yield* writerOf(spec.output)
  return yield* refuse(
    `the run ${other ?? "of another process"} writes to ${spec.output}`,
    "wait for its end, cancel it, or choose another --out",
  )
})

/** Follows a run until it ends. While PostgreSQL is away, it waits. @param onSteps called with the number of finished steps */
export const follow = Effect.fnUntraced(function* (runId: string, onSteps: (done: number) => void) {
  const look = Effect.gen(function* () {
    const run = yield* findRun(runId)
    onSteps((yield* stepsOf(runId)).length)
    return run
  }).pipe(Effect.retry(Schedule.spaced(RETRY_EVERY)), Effect.orDie)
  return yield* look.pipe(
    Effect.repeat({
      schedule: Schedule.spaced(RETRY_EVERY),
      until: (run) => run === undefined || (run.state !== "submitted" && run.state !== "running"),
    }),
  )
})
