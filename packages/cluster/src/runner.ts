/** A runner: takes steps from the queue, as many at a time as it has slots, and performs each in a child process. */
import { hostname } from "node:os"
import * as Cause from "effect/Cause"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import { isSqlError } from "effect/sql/SqlError"
import { Children } from "./child-process.ts"
import { layerDatabase, unreachable } from "./database.ts"
import { look, type RunnerRecord, removeRunner, WatchedRuns } from "./look.ts"
import { recordEnd } from "./records.ts"
import { removeForgotten, sweeping } from "./retention.ts"
import { LOOK_EVERY, QUEUE } from "./settings.ts"
import { layerSharding } from "./sharding.ts"
import { type StepDone, type TakingOptions, takeStep } from "./take-step.ts"
import { shareWork } from "./work/share-work.ts"
import { forgetEndedRuns, sweepWork } from "./work/sweep.ts"
import { openWorkDirectory, type WorkDirectory, type WorkOptions } from "./work/work-directory.ts"
import { type ClusterOfVersion, clusterOf, StepFailed } from "./workflow.ts"

export interface RunnerOptions extends WorkOptions {
  /** The address of PostgreSQL. */
  readonly database: string
  readonly slots: number
  /** Days after which runs that have ended are removed. */
  readonly keepDays: number
  /** Where other runners reach this one. */
  readonly host: string
  readonly port: number
  readonly version: string
  /** The program of the child processes. It calls `answerRunner`. */
  readonly program: string
  readonly onStep: (done: StepDone) => void
  readonly onReady: () => void
}

/** Runs until it is interrupted. */
export const runner = (options: RunnerOptions) =>
  Effect.gen(function* () {
    const work = yield* openWorkDirectory(options)
    yield* shareWork(options.work, work)
    yield* Layer.launch(layerRunner(options, work))
  }).pipe(
    // PostgreSQL may go away while the runner starts.
    Effect.catchCause((cause) => {
      const error = Cause.squash(cause)
      return isSqlError(error) ? Effect.fail(unreachable(options.database, error)) : Effect.failCause(cause)
    }),
    Effect.scoped,
    Effect.provide(layerDatabase(options.database)),
  )

const layerRunner = (options: RunnerOptions, work: WorkDirectory) => {
  const { host, port, version, slots } = options
  const cluster = clusterOf(version)
  const name = `${hostname()}:${port}`
  const watched = new WatchedRuns()
  const taking = {
    ...options,
    work,
    name,
    cluster,
    children: new Children(options.program),
    cancelled: (runId: string) => watched.cancelled(runId),
  }
  const worker = Layer.effectDiscard(Effect.forkScoped(takeSteps(cluster, slots, taking)))
  const queue = PersistedQueue.layer.pipe(Layer.provideMerge(PersistedQueue.layerStoreSql(QUEUE)))
  const engine = ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(layerSharding(version, host, port)))
  const looking = Layer.effectDiscard(
    Effect.forkScoped(followRuns(cluster, work, { name, software: version, slots }, watched)),
  )
  const removing = Layer.effectDiscard(Effect.forkScoped(sweeping(options.keepDays)))
  const ready = Layer.effectDiscard(Effect.sync(options.onReady))
  const forgetting = Layer.effectDiscard(
    Effect.forkScoped(Effect.andThen(sweepWork(work), forgetEndedRuns(work))),
  )
  return ready.pipe(
    Layer.provideMerge(Layer.mergeAll(worker, cluster.layer, looking, removing, forgetting)),
    Layer.provideMerge(Layer.merge(engine, queue)),
  )
}

/** Takes one step after another in each slot. A step that fails ends its run, and so does the last step. */
const takeSteps = Effect.fnUntraced(function* (
  { queue, end }: ClusterOfVersion,
  slots: number,
  options: TakingOptions,
) {
  const { take } = yield* queue
  const slot = take((item, { attempts }) =>
    Effect.matchEffect(takeStep(item, attempts, options), {
      onFailure: (failure) => end(item, failure),
      onSuccess: () => (item.step === "finish" ? end(item) : Effect.void),
    }),
  ).pipe(Effect.catchCause(Effect.logWarning), Effect.forever)
  yield* Effect.replicateEffect(slot, slots, { concurrency: slots, discard: true })
})

/**
 * Begins the workflows of new runs, ends cancelled runs and removes forgotten ones. All runners do so; a workflow begins only
 * once, and its first end counts.
 */
const followRuns = (
  { Run, end }: ClusterOfVersion,
  work: WorkDirectory,
  me: Omit<RunnerRecord, "seen_at">,
  watched: WatchedRuns,
) =>
  Effect.gen(function* () {
    const runs = yield* look(me, watched.ids())
    watched.see(runs)
    if (runs.some(({ forgotten }) => forgotten)) yield* removeForgotten(work)
    for (const { runId, generation, state, cancelled } of runs) {
      if (cancelled && state === "running") {
        const message = "the run was cancelled"
        const failure = new StepFailed({ step: "check", block: 0, kind: "error", message })
        yield* end({ runId, generation }, failure)
        // The runner that has the workflow may have died.
        yield* recordEnd(runId, generation, failure)
      } else if (state === "submitted") yield* Run.execute({ runId, generation }, { discard: true })
    }
  }).pipe(
    // PostgreSQL may be away for a while.
    Effect.catchCause((cause) => Effect.logDebug(cause)),
    Effect.repeat(Schedule.spaced(LOOK_EVERY)),
    Effect.ensuring(Effect.ignore(removeRunner(me.name))),
  )
