/** How a runner handles a step from the queue: once for all runners, again if a process dies, never after its run is cancelled. */
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { ChildFailed, Children } from "./child-process.ts"
import {
  begunAt,
  findRun,
  findStep,
  isCancelled,
  placesOf,
  type RunRecord,
  recordStep,
  type StepRecord,
  secondsOf,
  stepsOf,
} from "./records.ts"
import type { StepOfRun } from "./run-spec.ts"
import { LOOK_EVERY, MAX_ATTEMPTS } from "./settings.ts"
import { attemptName, beginAttempt, deliver, dropAttempt, dropRun, pathOf } from "./work-directory.ts"
import { StepFailed } from "./workflow.ts"

export interface StepDone extends StepOfRun {
  readonly seconds: number
}

interface TakingOptions {
  readonly work: string
  /** The name of the runner. */
  readonly name: string
  readonly children: Children
  readonly onStep: (done: StepDone) => void
}

/** Waits while PostgreSQL is away. */
const patiently = <A, R>(effect: Effect.Effect<A, SqlError, R>): Effect.Effect<A, never, R> =>
  Effect.orDie(Effect.retry(effect, Schedule.spaced(LOOK_EVERY)))

/** Performs a step, unless it has a result. Returns the number of blocks, which `check` decides. */
export const takeStep = Effect.fnUntraced(function* (
  item: StepOfRun & { readonly generation: number },
  options: TakingOptions,
) {
  const { runId, step, block } = item
  const fail = (kind: StepFailed["kind"], message: string) => new StepFailed({ step, block, kind, message })
  for (let attempt = 1; ; attempt++) {
    const recorded = yield* patiently(findStep(item))
    if (recorded !== undefined) return yield* ended(item, recorded, options)
    const run = yield* patiently(findRun(runId))
    if (run === undefined || run.cancelled) return yield* fail("error", "the run was cancelled")
    const done = yield* Effect.result(perform(item, run, options))
    if (done._tag === "Success") return yield* ended(item, done.success, options)
    const { kind, message } = done.failure
    if (kind !== "error" || attempt === MAX_ATTEMPTS) return yield* fail(kind, message)
    yield* Effect.logWarning(`${runId}: ${step} ${block} failed and is tried again: ${message}`)
  }
})

/** Performs a step once and records its result, unless another attempt was first. */
const perform = Effect.fnUntraced(function* (
  item: StepOfRun,
  { spec }: RunRecord,
  { work, name: runner, children, onStep }: TakingOptions,
): Effect.fn.Return<StepRecord, ChildFailed | StepFailed, SqlClient> {
  const { runId, step, block } = item
  const attempt = attemptName(item)
  const begun_at = new Date()
  const before = yield* patiently(stepsOf(runId))
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
    const result = yield* Effect.raceFirst(children.perform(order), cancelled(item))
    return yield* patiently(recordStep(item, { attempt, runner, begun_at, result }))
  })
  const recorded = yield* inDirectory.pipe(Effect.tapCause(() => dropAttempt(work, attempt)))
  if (recorded?.attempt !== attempt) yield* dropAttempt(work, attempt)
  if (recorded === undefined)
    return yield* new StepFailed({ step, block, kind: "error", message: "the run is gone" })
  onStep({ runId, step, block, seconds: (Date.now() - begun_at.getTime()) / 1000 })
  return recorded
})

const writeFailed = ({ step, block }: StepOfRun, { message }: FileError): StepFailed =>
  new StepFailed({ step, block, kind: "error", message })

/** Fails when the run is cancelled. */
const cancelled = ({ runId, step, block }: StepOfRun): Effect.Effect<never, StepFailed, SqlClient> =>
  patiently(isCancelled(runId)).pipe(
    Effect.repeat({ schedule: Schedule.spaced(LOOK_EVERY), until: (is) => is }),
    Effect.andThen(
      Effect.fail(new StepFailed({ step, block, kind: "error", message: "the run was cancelled" })),
    ),
  )

/** What follows the result of a step: after `finish`, the run gets its place, and its attempts are removed. */
const ended = Effect.fnUntraced(function* (
  item: StepOfRun,
  { attempt, result }: StepRecord,
  { work }: TakingOptions,
) {
  if (item.step === "finish") {
    const run = yield* patiently(findRun(item.runId))
    if (run !== undefined) {
      yield* deliver(work, attempt, run.spec.output).pipe(
        Effect.mapError((error) => writeFailed(item, error)),
      )
      yield* dropRun(work, item.runId)
    }
  }
  return { blocks: result.blocks ?? 0 }
})
