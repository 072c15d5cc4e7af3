/**
 * Makes the steps of a run observable: each step is a tracing span and is reported to
 * {@link StepLog} when done.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Counts and names that describe a step. They never contain personal data. */
export type Facts = Readonly<Record<string, number | string>>

export interface DoneStep {
  readonly step: string
  readonly seconds: number
  readonly facts: Facts
}

/** The function that is called for every finished step. By default it does nothing. */
export const StepLog = Context.Reference<(done: DoneStep) => Effect.Effect<void>>("almanac/StepLog", {
  defaultValue: () => () => Effect.void,
})

/**
 * Makes `work` a step.
 * @param factsOf returns the facts to report, from the result of the step
 */
export const step =
  <A>(name: string, factsOf: (result: A) => Facts = () => ({})) =>
  <E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.gen(function* () {
      const begun = performance.now()
      const result = yield* work
      const seconds = Math.round(performance.now() - begun) / 1000
      const facts = factsOf(result)
      yield* Effect.annotateCurrentSpan(facts)
      const tell = yield* StepLog
      yield* tell({ step: name, seconds, facts })
      return result
    }).pipe(Effect.withSpan(name))

/** Adds the seconds of every finished step of `work` to `timings`, as `<step>_seconds`. */
export const timing =
  (timings: Record<string, number>) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(StepLog, (log) =>
      Effect.provideService(work, StepLog, (done) => {
        timings[`${done.step}_seconds`] = done.seconds
        return log(done)
      }),
    )

/** Adds the run id and the day of the run to all spans and logs of `work`. */
export const ofRun =
  (run: { readonly run_id: string; readonly as_of: string }) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const { run_id, as_of } = run
    return work.pipe(Effect.annotateSpans({ run_id, as_of }), Effect.annotateLogs({ run_id, as_of }))
  }
