/** A runner: takes steps from the queue, as many at a time as it has slots, and performs each in a child process. */
import { randomUUID } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { accessingNow } from "@almanac/files/file-error"
import * as ClusterWorkflowEngine from "effect/cluster/ClusterWorkflowEngine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { Children } from "./child-process.ts"
import { layerDatabase } from "./database.ts"
import { look, type RunnerRecord, removeRunner, WatchedRuns } from "./look.ts"
import { removeForgotten, sweeping } from "./retention.ts"
import { LOOK_EVERY, QUEUE } from "./settings.ts"
import { layerSharding } from "./sharding.ts"
import { type StepDone, type TakingOptions, takeStep } from "./take-step.ts"
import { type ClusterOfVersion, clusterOf, StepFailed } from "./workflow.ts"

export interface RunnerOptions {
  /** The address of PostgreSQL. */
  readonly database: string
  /** The directory that all runners share. */
  readonly work: string
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
export const runner = (options: RunnerOptions) => {
  const { database, host, port, version, slots } = options
  const cluster = clusterOf(version)
  const name = `${hostname()}:${port}`
  const watched = new WatchedRuns()
  const taking = {
    ...options,
    name,
    cluster,
    children: new Children(options.program),
    cancelled: (runId: string) => watched.cancelled(runId),
  }
  const worker = Layer.effectDiscard(Effect.forkScoped(takeSteps(cluster, slots, taking)))
  const queue = PersistedQueue.layer.pipe(Layer.provideMerge(PersistedQueue.layerStoreSql(QUEUE)))
  const engine = ClusterWorkflowEngine.layer.pipe(Layer.provideMerge(layerSharding(version, host, port)))
  const looking = Layer.effectDiscard(
    Effect.forkScoped(followRuns(cluster, options, { name, software: version, slots }, watched)),
  )
  const removing = Layer.effectDiscard(Effect.forkScoped(sweeping(options.keepDays)))
  const ready = Layer.effectDiscard(Effect.sync(options.onReady))
  const layer = ready.pipe(
    Layer.provideMerge(Layer.mergeAll(worker, cluster.layer, looking, removing)),
    Layer.provideMerge(Layer.merge(engine, queue)),
  )
  return Effect.andThen(shareWork(options.work), Layer.launch(layer)).pipe(
    Effect.provide(layerDatabase(database)),
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
  { work }: Pick<RunnerOptions, "work">,
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
        yield* end({ runId, generation }, new StepFailed({ step: "check", block: 0, kind: "error", message }))
      } else if (state === "submitted") yield* Run.execute({ runId, generation }, { discard: true })
    }
  }).pipe(
    // PostgreSQL may be away for a while.
    Effect.catchCause((cause) => Effect.logDebug(cause)),
    Effect.repeat(Schedule.spaced(LOOK_EVERY)),
    Effect.ensuring(Effect.ignore(removeRunner(me.name))),
  )

const MARK = ".almanac-work"

/** Refuses a work directory that is not the one of the other runners. */
const shareWork = Effect.fnUntraced(function* (work: string) {
  const sql = yield* SqlClient
  const mark = join(work, MARK)
  const mine = yield* accessingNow(work, () => (existsSync(mark) ? readFileSync(mark, "utf8") : undefined))
  const id = mine ?? randomUUID()
  yield* sql`INSERT INTO almanac_work (id) VALUES (${id}) ON CONFLICT DO NOTHING`
  const [first] = yield* sql<{ readonly id: string }>`SELECT id FROM almanac_work`
  if (first?.id !== id) return yield* otherWork(work)
  if (mine === undefined) yield* accessingNow(mark, () => writeFileSync(mark, id))
})

const otherWork = (work: string): Effect.Effect<never, Refusal> =>
  Effect.fail(
    refuse(
      `--work ${work} is not the directory of the other runners (${MARK} is missing or differs)`,
      "give all runners one directory that every machine reaches; a directory that has moved keeps this file",
    ),
  )
