/** Submits a run to a cluster, and follows it until it ends. */
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { patiently } from "./patiently.ts"
import { insertRun, isGoing, writerOf } from "./records.ts"
import type { RunSpec } from "./run-spec.ts"
import { LOOK_EVERY } from "./settings.ts"
import { type RunStatus, statusOf } from "./status.ts"

/** Submits a run. Refuses it while another one writes to the same output. */
export const submit = Effect.fnUntraced(function* (spec: RunSpec) {
  if (yield* insertRun(spec)) return
  const other = yield* writerOf(spec.output)
  return yield* refuse(
    `the run ${other ?? "of another process"} writes to ${spec.output}`,
    "wait for its end, cancel it, or choose another --out",
  )
})

/** Follows a run until it ends. While PostgreSQL is away, it waits. @param onStatus called every few seconds */
export const follow = (runId: string, onStatus: (status: RunStatus) => void) =>
  patiently(statusOf(runId)).pipe(
    Effect.tap((status) => Effect.sync(() => status !== undefined && onStatus(status))),
    Effect.repeat({
      schedule: Schedule.spaced(LOOK_EVERY),
      until: (status) => status === undefined || !isGoing(status.run),
    }),
    Effect.map((status) => status?.run),
  )
