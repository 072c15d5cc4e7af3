/**
 * Plans organisations again with other limits of their days. A thread of its own does this, so that the server answers
 * everybody else meanwhile. The thread starts with the first question and has a limited memory.
 */
import { Worker } from "node:worker_threads"
import type { Replanned } from "@almanac/checks/what-if/replan"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import type { Answer, Question } from "./replanning-thread.ts"

const MEMORY_MB = 96
const YOUNG_MEMORY_MB = 16

export class Replanning extends Context.Service<
  Replanning,
  {
    /** Compares the plan in force with the one that other settings would give. One question is answered at a time. */
    readonly plan: (question: Question) => Effect.Effect<Replanned, Refusal>
  }
>()("@almanac/console/Replanning") {
  static readonly layer: Layer.Layer<Replanning> = Layer.effect(
    Replanning,
    Effect.gen(function* () {
      const one = yield* Semaphore.make(1)
      let thread: Worker | undefined
      const running = (): Worker => {
        if (thread !== undefined) return thread
        const started = new Worker(new URL("./replanning-thread.ts", import.meta.url), {
          resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
        })
        // Without a listener, an error of the thread would end the server.
        started.on("error", () => {})
        started.on("exit", () => {
          if (thread === started) thread = undefined
        })
        thread = started
        return started
      }
      yield* Effect.addFinalizer(() =>
        Effect.promise(async () => thread?.terminate()).pipe(one.withPermits(1)),
      )
      return {
        plan: (question) => Effect.suspend(() => ask(running(), question)).pipe(one.withPermits(1)),
      }
    }),
  )
}

/** Asks the thread. When interrupted, it waits for the answer, because the thread cannot do anything else before. */
const ask = (thread: Worker, question: Question): Effect.Effect<Replanned, Refusal> =>
  Effect.callback<Replanned, Refusal>((resume) => {
    const answered = new Promise<Effect.Effect<Replanned, Refusal>>((done) => {
      const end = (result: Effect.Effect<Replanned, Refusal>): void => {
        thread.off("message", hear).off("error", fail).off("exit", gone)
        done(result)
      }
      const hear = (answer: Answer): void => end(resultOf(answer))
      const fail = (error: unknown): void => end(Effect.die(error))
      const gone = (): void => end(Effect.die(new Error("the thread that plans again has stopped")))
      thread.on("message", hear).on("error", fail).on("exit", gone)
      thread.postMessage(question)
    })
    void answered.then(resume)
    return Effect.promise(() => answered)
  })

const resultOf = (answer: Answer): Effect.Effect<Replanned, Refusal> => {
  if ("replanned" in answer) return Effect.succeed(answer.replanned)
  if ("unreadable" in answer) {
    return Effect.fail(
      refuse(`the counts of the run ${answer.unreadable} cannot be read`, "choose another run"),
    )
  }
  return Effect.die(new Error(answer.failed))
}
