/** The steps of a run for those who watch it: a span each, and a word to {@link StepLog} once it is done. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** Counts and names of what was done; never a person's data. */
export type Facts = Readonly<Record<string, number | string>>

export interface DoneStep {
  readonly step: string
  readonly seconds: number
  readonly facts: Facts
}

/** Is told of every step that is done; by default nobody is. */
export const StepLog = Context.Reference<(done: DoneStep) => Effect.Effect<void>>("almanac/StepLog", {
  defaultValue: () => () => Effect.void,
})

/** Makes `work` a step. @param factsOf what is said of it, from its result */
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

/** Says on everything that `work` tells of itself to which run it belongs. */
export const ofRun =
  (run: { readonly run_id: string; readonly as_of: string }) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const { run_id, as_of } = run
    return work.pipe(Effect.annotateSpans({ run_id, as_of }), Effect.annotateLogs({ run_id, as_of }))
  }
