/** How a runner handles a step from the queue: once for all runners, again if a process dies, never after its run is cancelled. */
import { createHash } from "node:crypto"
import { formatDay } from "@almanac/core/day/civil"
import { Refusal } from "@almanac/core/domain/refusal"
import { StoreAway } from "@almanac/files/s3/bucket"
import { diskFailure } from "@almanac/pipeline/run/disk"
import { ofRun, step } from "@almanac/pipeline/run/step"
import * as Effect from "effect/Effect"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Tracer from "effect/Tracer"
import { ChildFailed, type Children } from "./child-process.ts"
import { patiently } from "./patiently.ts"
import {
  begunAt,
  lockRun,
  type RunRecord,
  recordProgress,
  recordStep,
  recordStepBegun,
  recordStepLeft,
  type StepRecord,
  secondsOf,
} from "./records.ts"
import type { RunSpec, StepOfRun } from "./run-spec.ts"
import { MAX_ATTEMPTS, MAX_CLAIMS, PROGRESS_EVERY } from "./settings.ts"
import { retriedWhileAway } from "./work/patience.ts"
import type { WorkFailure } from "./work/store.ts"
import { attemptName, type WorkDirectory } from "./work/work-directory.ts"
import { type ClusterOfVersion, StepFailed, type StepItem } from "./workflow.ts"

export interface StepDone extends StepOfRun {
  readonly seconds: number
}

export interface TakingOptions {
  readonly work: WorkDirectory
  /** The name of the runner. */
  readonly name: string
  readonly children: Children
  readonly onStep: (done: StepDone) => void
  readonly cluster: Pick<ClusterOfVersion, "advance">
  /** Ends when the run is cancelled. */
  readonly cancelled: (runId: string) => Effect.Effect<void>
}

/**
 * Performs a step, unless it has a result or its run has been submitted again since.
 * @param claims how often runners have taken the step. Each time before, the runner has died.
 */
export const takeStep = Effect.fnUntraced(function* (item: StepItem, claims: number, options: TakingOptions) {
  const { runId, step, block } = item
  const fail = (kind: StepFailed["kind"], message: string) => new StepFailed({ step, block, kind, message })
  if (claims > MAX_CLAIMS) return yield* fail("error", `its runner died ${MAX_CLAIMS} times`)
  for (let attempt = 1; ; attempt++) {
    const { run, steps } = yield* patiently(recordStepBegun(item, options.name))
    if (run === undefined || run.generation !== item.generation) return
    const recorded = steps.find((one) => one.step === step && one.block === block)
    if (recorded !== undefined) return yield* ended(item, recorded, run, options)
    if (run.cancelled) return yield* fail("error", CANCELLED)
    const done = yield* Effect.result(perform(item, run, steps, options))
    if (done._tag === "Success") return yield* ended(item, done.success, run, options)
    const { kind, message } = done.failure
    if (kind !== "error" || attempt === MAX_ATTEMPTS || message === CANCELLED)
      return yield* fail(kind, message)
    yield* Effect.logWarning(`${runId}: ${step} ${block} failed and is tried again: ${message}`)
  }
})

const CANCELLED = "the run was cancelled"

/** Performs a step once and records its result, unless another attempt was first. */
const perform = Effect.fnUntraced(function* (
  item: StepItem,
  { spec }: RunRecord,
  before: ReadonlyArray<StepRecord>,
  options: TakingOptions,
): Effect.fn.Return<StepRecord, ChildFailed | StepFailed, SqlClient | PersistedQueueFactory> {
  const { work, name: runner, children, onStep, cancelled } = options
  const { runId, step, block } = item
  const attempt = attemptName(item)
  const begun_at = new Date()
  const failed = (error: WorkFailure) => workFailed(item, error)
  const making = Effect.gen(function* () {
    const begun = yield* Effect.mapError(work.begin(attempt, item, spec, before), failed)
    const { directory, input, places } = begun
    const order = {
      step,
      block,
      spec: { ...spec, input },
      directory,
      places,
      timings: secondsOf(before),
      begunAt: begunAt(before),
      peakRssBytes: Math.max(0, ...before.map(({ result }) => result.peakRssBytes)),
    }
    let contacts = 0
    const performing = children.perform(order, (done) => {
      contacts = done
    })
    const telling = tellProgress(item, runner, () => contacts)
    const result = yield* Effect.raceFirst(performing, telling).pipe(
      // Messages name the inputs and the output as they were given.
      Effect.mapError(({ kind, message }) => {
        const told = message.replaceAll(input, spec.input).replaceAll(directory, spec.output)
        return new ChildFailed({ kind, message: told })
      }),
      Effect.tapError(({ kind }) =>
        kind === "check" ? Effect.mapError(work.leaveFindings(begun, spec), failed) : Effect.void,
      ),
    )
    return { ...result, ...(yield* Effect.mapError(work.keep(begun), failed)) }
  })
  const recording = Effect.gen(function* () {
    const stop = Effect.andThen(
      cancelled(runId),
      new StepFailed({ step, block, kind: "error", message: CANCELLED }),
    )
    const result = yield* Effect.raceFirst(making, stop)
    return yield* patiently(record(item, { attempt, runner, begun_at, result }, options))
  })
  const recorded = yield* recording.pipe(
    inTraceOf(item, spec),
    Effect.tapCause(() => work.drop(attempt)),
    Effect.onInterrupt(() => Effect.ignore(recordStepLeft(item, runner))),
  )
  if (recorded?.attempt !== attempt) yield* work.drop(attempt)
  if (recorded === undefined) return yield* new StepFailed({ step, block, kind: "error", message: CANCELLED })
  onStep({ runId, step, block, seconds: (Date.now() - begun_at.getTime()) / 1000 })
  return recorded
})

/** Makes a step a span. The spans of a run are in one trace, whichever runners make its steps. */
const inTraceOf = ({ runId, step: name, block }: StepItem, { asOf }: RunSpec) => {
  const trace = createHash("sha256").update(runId).digest("hex")
  const run = Tracer.externalSpan({ traceId: trace.slice(0, 32), spanId: trace.slice(32, 48) })
  return <E, R>(work: Effect.Effect<StepRecord | undefined, E, R>) =>
    work.pipe(
      step(name, (record) => ({
        block,
        contacts: record?.result.contacts ?? 0,
        rows: record?.result.rows ?? 0,
      })),
      ofRun({ run_id: runId, as_of: formatDay(asOf) }),
      Effect.withParentSpan(run),
    )
}

/** Records from time to time how far a step is. */
const tellProgress = (item: StepItem, runner: string, contacts: () => number) => {
  let told = 0
  return Effect.suspend(() => {
    if (contacts() === told) return Effect.void
    told = contacts()
    return Effect.ignore(recordProgress(item, runner, told))
  }).pipe(Effect.delay(PROGRESS_EVERY), Effect.forever)
}

/**
 * Records a result, and offers the steps that it makes due. The lock on the run lets exactly one runner see a stage complete. A
 * cancelled run does not finish.
 */
const record = (
  item: StepItem,
  result: Parameters<typeof recordStep>[1],
  { cluster }: TakingOptions,
): Effect.Effect<StepRecord | undefined, SqlError, SqlClient | PersistedQueueFactory> =>
  Effect.flatMap(SqlClient, (sql) =>
    sql.withTransaction(
      Effect.gen(function* () {
        const run = yield* lockRun(item.runId)
        if (item.step === "finish" && run?.cancelled === true) return undefined
        const recorded = yield* recordStep(item, result)
        if (run?.state === "running") yield* cluster.advance(run)
        return recorded
      }),
    ),
  )

/** What people must mend ends the run. The rest is tried again. */
function workFailed({ step, block }: StepOfRun, error: WorkFailure): StepFailed {
  if (error instanceof Refusal) {
    const kind = error instanceof StoreAway ? "error" : "refusal"
    return new StepFailed({ step, block, kind, message: error.message })
  }
  const disk = diskFailure(error)
  if (disk === undefined) return new StepFailed({ step, block, kind: "error", message: error.message })
  const message = `${error.path} cannot be written because ${disk.what}: ${disk.mend}, and retry the run`
  return new StepFailed({ step, block, kind: "refusal", message })
}

/** What follows the result of a step: after `finish`, the run gets its place, and its attempts are removed. */
const ended = Effect.fnUntraced(function* (
  item: StepItem,
  recorded: StepRecord,
  { spec }: RunRecord,
  { work }: TakingOptions,
) {
  if (item.step !== "finish") return
  yield* Effect.mapError(work.deliver(recorded, spec), (error) => workFailed(item, error))
  yield* Effect.ignore(retriedWhileAway(work.dropRun(item.runId)))
})
