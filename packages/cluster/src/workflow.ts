/**
 * The workflow of a run, and the queue of its steps. The workflow only waits: it begins the run, waits once for its end, and
 * records the end. Runners with a free slot take the steps from the queue. Whoever records the last result of a stage offers the
 * steps of the next stage, in the same transaction. A wake of the workflow costs PostgreSQL about 15 transactions, so there is
 * one for a run and not one for each step. All names have the version, so a runner of another version takes nothing.
 */
import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as EntityAddress from "effect/cluster/EntityAddress"
import * as EntityId from "effect/cluster/EntityId"
import * as EntityType from "effect/cluster/EntityType"
import type { Sharding } from "effect/cluster/Sharding"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schema from "effect/Schema"
import { SqlClient } from "effect/sql/SqlClient"
import * as DurableDeferred from "effect/workflow/DurableDeferred"
import * as Workflow from "effect/workflow/Workflow"
import { patiently } from "./patiently.ts"
import { type RunRecord, recordBegun, recordEnd } from "./records.ts"
import { STEPS } from "./run-spec.ts"
import { MAX_CLAIMS } from "./settings.ts"
import { recordDueSteps } from "./stages.ts"

const Step = Schema.Literals(STEPS)

/** A step has failed for good. */
export class StepFailed extends Schema.TaggedError<StepFailed>()("StepFailed", {
  step: Step,
  block: Schema.Int,
  kind: Schema.Literals(["refusal", "check", "error"]),
  message: Schema.String,
}) {}

/** A run, and how often it was submitted. */
const RUN = { runId: Schema.String, generation: Schema.Int }

const ITEM = Schema.Struct({ ...RUN, step: Step, block: Schema.Int })

/** A step in the queue. */
export type StepItem = typeof ITEM.Type

/** The addresses of the messages of a run: one for each time that it was submitted. */
export const addressesOf = (
  { run_id: runId, software, generation }: RunRecord,
  sharding: Sharding["Service"],
) => {
  const { Run } = clusterOf(software)
  return Array.from({ length: generation }, (_, at) =>
    Effect.map(Run.executionId({ runId, generation: at + 1 }), (execution) => {
      const entityId = EntityId.make(execution)
      return EntityAddress.make({
        entityType: EntityType.make(`Workflow/${Run._tag}`),
        entityId,
        shardId: sharding.getShardId(entityId, shardGroup(software)),
      })
    }),
  )
}

/** The shards of the workflows of a version. */
export const shardGroup = (version: string): string => `almanac-${version}`

export type ClusterOfVersion = ReturnType<typeof clusterOf>

/** The queue of steps and the workflow of a version. */
export const clusterOf = (version: string) => {
  const queue = PersistedQueue.make({
    name: `almanac-step-${version}`,
    schema: ITEM,
    // The handler fails the step at the last claim, so no item ends without a word.
    maxAttempts: MAX_CLAIMS + 1,
  })

  /** Offers the steps of a run that are due. */
  const advance = Effect.fnUntraced(function* (run: RunRecord) {
    const { offer } = yield* queue
    const { generation } = run
    yield* Effect.forEach(
      yield* recordDueSteps(run),
      ({ runId, step, block }) =>
        Effect.orDie(
          offer({ runId, generation, step, block }, { id: `${runId}/${generation}/${step}/${block}` }),
        ),
      { discard: true },
    )
  })

  const Run = Workflow.make(`almanac-run-${version}`, {
    payload: RUN,
    idempotencyKey: ({ runId, generation }) => `${runId}/${generation}`,
  }).annotate(ClusterSchema.ShardGroup, () => shardGroup(version))

  /** The end of a run. */
  const Ended = DurableDeferred.make("ended", { error: StepFailed })

  /** Ends a run. The first end counts. @param failure if absent, the run is done */
  const end = Effect.fnUntraced(function* (
    { runId, generation }: Pick<StepItem, "runId" | "generation">,
    failure?: StepFailed,
  ) {
    const token = yield* DurableDeferred.tokenFromPayload(Ended, {
      workflow: Run,
      payload: { runId, generation },
    })
    const exit = failure === undefined ? Exit.void : Exit.fail(failure)
    yield* DurableDeferred.done(Ended, { token, exit })
  })

  const layer = Run.toLayer(
    Effect.fnUntraced(function* ({ runId, generation }) {
      const begin = Effect.gen(function* () {
        const run = yield* recordBegun(runId, generation)
        if (run !== undefined) yield* advance(run)
      })
      const sql = yield* SqlClient
      yield* patiently(sql.withTransaction(begin))
      const ended = yield* Effect.result(DurableDeferred.await(Ended))
      yield* patiently(recordEnd(runId, generation, ended._tag === "Failure" ? ended.failure : undefined))
    }),
  )

  return { queue, advance, Run, end, layer }
}
