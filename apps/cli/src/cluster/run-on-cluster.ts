/** The bulk run on a cluster: submits it, shows its progress, and returns its manifest. */
import { layerDatabase } from "@almanac/cluster/database"
import type { RunFailure } from "@almanac/cluster/records"
import type { RunSpec } from "@almanac/cluster/run-spec"
import type { RunStatus } from "@almanac/cluster/status"
import { follow, submit } from "@almanac/cluster/submit"
import { absolutePlace, outputAt } from "@almanac/cluster/work/output"
import { Refusal } from "@almanac/core/domain/refusal"
import { CheckFailed } from "@almanac/pipeline/run/check-failed"
import * as Effect from "effect/Effect"
import { Failed } from "../failure.ts"

export interface ClusterJob {
  /** The address of PostgreSQL. */
  readonly database: string
  /** Whether to return as soon as the run is submitted. */
  readonly isDetached: boolean
  readonly blocks: number | undefined
}

/** Returns the manifest of the finished run, or undefined if the run goes on without this process. */
export const runOnCluster = Effect.fnUntraced(function* (
  { database, isDetached, blocks }: ClusterJob,
  spec: Omit<RunSpec, "blocks">,
  onStatus: (status: RunStatus) => void,
) {
  const output = absolutePlace(spec.output)
  const place = yield* outputAt(output, process.env)
  yield* place.check
  const submitted: RunSpec = {
    ...spec,
    input: absolutePlace(spec.input),
    output,
    ...(blocks !== undefined && { blocks }),
  }
  const end = Effect.gen(function* () {
    yield* submit(submitted)
    return isDetached ? undefined : yield* follow(spec.runId, onStatus)
  })
  const run = yield* Effect.provide(end, layerDatabase(database))
  if (run === undefined) return undefined
  if (run.state === "done") return yield* Effect.scoped(place.readManifest)
  return yield* Effect.fail(
    run.failure === null
      ? new Failed({ message: `the run ${spec.runId} was cancelled` })
      : failureOf(spec.runId, run.failure),
  )
})

function failureOf(
  runId: string,
  { kind, message, step, block }: RunFailure,
): Refusal | CheckFailed | Failed {
  if (kind === "refusal") return new Refusal({ message })
  if (kind === "check") return new CheckFailed({ message })
  return new Failed({
    message: `the run failed in step ${step}, block ${block}: ${message}; almanac cluster retry ${runId} tries it again`,
  })
}
