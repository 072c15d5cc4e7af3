/**
 * The workflow of a run. It only waits: runners with a free slot take the steps from a queue. All names have the version, so a
 * runner of another version takes nothing.
 */
import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Activity from "effect/workflow/Activity"
import * as DurableQueue from "effect/workflow/DurableQueue"
import * as Workflow from "effect/workflow/Workflow"
import { recordEnd } from "./records.ts"
import { STEPS, type StepName } from "./run-spec.ts"
import { BLOCKS_OF_GROUP } from "./settings.ts"

/** A step has failed for good. */
export class StepFailed extends Schema.TaggedError<StepFailed>()("StepFailed", {
  step: Schema.Literals(STEPS),
  block: Schema.Int,
  kind: Schema.Literals(["refusal", "check", "error"]),
  message: Schema.String,
}) {}

const Step = Schema.Literals(STEPS)

/** The shards of the workflows of a version. */
export const shardGroup = (version: string): string => `almanac-${version}`

export type ClusterOfVersion = ReturnType<typeof clusterOf>

/** The queue of steps and the workflows of a version. */
export const clusterOf = (version: string) => {
  const Steps = DurableQueue.make({
    name: `almanac-step-${version}`,
    payload: { runId: Schema.String, generation: Schema.Int, step: Step, block: Schema.Int },
    success: Schema.Struct({ blocks: Schema.Int }),
    error: StepFailed,
    idempotencyKey: ({ runId, generation, step, block }) => `${runId}/${generation}/${step}/${block}`,
  })
  const Group = Workflow.make(`almanac-group-${version}`, {
    payload: {
      runId: Schema.String,
      generation: Schema.Int,
      step: Step,
      first: Schema.Int,
      end: Schema.Int,
    },
    error: StepFailed,
    idempotencyKey: ({ runId, generation, step, first }) => `${runId}/${generation}/${step}/${first}`,
  }).annotate(ClusterSchema.ShardGroup, () => shardGroup(version))
  const Run = Workflow.make(`almanac-run-${version}`, {
    payload: { runId: Schema.String, generation: Schema.Int, isBalanced: Schema.Boolean },
    error: StepFailed,
    idempotencyKey: ({ runId, generation }) => `${runId}/${generation}`,
  }).annotate(ClusterSchema.ShardGroup, () => shardGroup(version))

  const layerGroup = Group.toLayer(({ runId, generation, step, first, end }) =>
    Effect.forEach(
      Array.from({ length: end - first }, (_, at) => first + at),
      (block) => DurableQueue.process(Steps, { runId, generation, step, block }),
      { concurrency: "unbounded", discard: true },
    ),
  )

  const layerRun = Run.toLayer(({ runId, generation, isBalanced }) => {
    const once = (step: StepName) => DurableQueue.process(Steps, { runId, generation, step, block: 0 })
    const each = (step: StepName, blocks: number) =>
      Effect.forEach(
        Array.from({ length: Math.ceil(blocks / BLOCKS_OF_GROUP) }, (_, at) => at * BLOCKS_OF_GROUP),
        (first) =>
          Group.execute({
            runId,
            generation,
            step,
            first,
            end: Math.min(first + BLOCKS_OF_GROUP, blocks),
          }),
        { concurrency: "unbounded", discard: true },
      )
    const end = (failure?: StepFailed) =>
      Activity.make({
        name: "end",
        execute: Effect.orDie(recordEnd(runId, generation, failure)),
      })
    return Effect.gen(function* () {
      const { blocks } = yield* once("check")
      if (isBalanced) {
        yield* each("count", blocks)
        yield* once("draft")
        yield* each("rank", blocks)
        yield* once("cut")
        yield* each("place", blocks)
      } else yield* each("decide", blocks)
      yield* once("finish")
    }).pipe(
      Effect.matchEffect({
        onSuccess: () => end(),
        onFailure: (failure) => Effect.andThen(end(failure), Effect.fail(failure)),
      }),
    )
  })

  return { Steps, Run, layer: Layer.mergeAll(layerGroup, layerRun) }
}
