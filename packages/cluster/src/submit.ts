/** Submits a run to a cluster, and follows it until it ends. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { findRun, insertRun, stepsOf } from "./records.ts"
import type { RunSpec } from "./run-spec.ts"
import { RETRY_EVERY } from "./settings.ts"

export const submit = (spec: RunSpec): Effect.Effect<void, Refusal | SqlError, SqlClient> =>
  Effect.flatMap(insertRun(spec), (isNew) =>
    isNew
      ? Effect.void
      : Effect.fail(refuse(`the cluster has a run ${spec.runId} already`, "submit it without an id")),
  )

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
