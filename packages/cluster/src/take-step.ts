/** How a runner handles a step from the queue: once for all runners, again if a process dies, never after its run is cancelled. */
import { createHash } from "node:crypto"
import { formatDay } from "@almanac/core/day/civil"
import type { FileError } from "@almanac/files/file-error"
import { ofRun, step } from "@almanac/pipeline/run/step"
import * as Effect from "effect/Effect"
import type { PersistedQueueFactory } from "effect/persistence/PersistedQueue"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Tracer from "effect/Tracer"
import type { ChildFailed, Children } from "./child-process.ts"
import { patiently } from "./patiently.ts"
import {
  begunAt,
  lockRun,
  placesOf,
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
import { attemptName, beginAttempt, deliver, dropAttempt, dropRun, pathOf } from "./work-directory.ts"
import { type ClusterOfVersion, StepFailed, type StepItem } from "./workflow.ts"

export interface StepDone extends StepOfRun {
  readonly seconds: number
}

export interface TakingOptions {
  readonly work: string
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
  const inDirectory = Effect.gen(function* () {
    yield* beginAttempt(work, attempt).pipe(Effect.mapError((error) => writeFailed(item, error)))
    const order = {
      step,
      block,
      spec,
      directory: pathOf(work, attempt),
      places: placesOf(before, (name) => pathOf(work, name)),
      timings: secondsOf(before),
      begunAt: begunAt(before),
      peakRssBytes: Math.max(0, ...before.map(({ result }) => result.peakRssBytes)),
    }
    const stop = Effect.andThen(
      cancelled(runId),
      new StepFailed({ step, block, kind: "error", message: CANCELLED }),
    )
    let contacts = 0
    const performing = children.perform(order, (done) => {
      contacts = done
    })
    const telling = tellProgress(item, runner, () => contacts)
    const result = yield* performing.pipe(Effect.raceFirst(stop), Effect.raceFirst(telling))
    return yield* patiently(record(item, { attempt, runner, begun_at, result }, options))
  })
  const recorded = yield* inDirectory.pipe(
    inTraceOf(item, spec),
    Effect.tapCause(() => dropAttempt(work, attempt)),
    Effect.onInterrupt(() => Effect.ignore(recordStepLeft(item, runner))),
  )
  if (recorded?.attempt !== attempt) yield* dropAttempt(work, attempt)
  if (recorded === undefined)
    return yield* new StepFailed({ step, block, kind: "error", message: "the run is gone" })
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

/** Records a result, and offers the steps that it makes due. The lock on the run lets exactly one runner see a stage complete. */
const record = (
  item: StepItem,
  result: Parameters<typeof recordStep>[1],
  { cluster }: TakingOptions,
): Effect.Effect<StepRecord | undefined, SqlError, SqlClient | PersistedQueueFactory> =>
  Effect.flatMap(SqlClient, (sql) =>
    sql.withTransaction(
      Effect.gen(function* () {
        const run = yield* lockRun(item.runId)
        const recorded = yield* recordStep(item, result)
        if (run?.state === "running") yield* cluster.advance(run)
        return recorded
      }),
    ),
  )

const writeFailed = ({ step, block }: StepOfRun, { message }: FileError): StepFailed =>
  new StepFailed({ step, block, kind: "error", message })

/** What follows the result of a step: after `finish`, the run gets its place, and its attempts are removed. */
const ended = Effect.fnUntraced(function* (
  item: StepItem,
  { attempt }: StepRecord,
  { spec }: RunRecord,
  { work }: TakingOptions,
) {
  if (item.step !== "finish") return
  yield* deliver(work, attempt, spec.output).pipe(Effect.mapError((error) => writeFailed(item, error)))
  yield* dropRun(work, item.runId)
})
