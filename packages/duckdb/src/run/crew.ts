/**
 * The workers of a run: one in this thread, or several in threads of their own. Contacts do not depend on
 * each other, so the result does not depend on which worker decides which part.
 */
import { Worker } from "node:worker_threads"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { SqlError } from "../database/database.ts"
import type { Answer, Question } from "./crew-thread.ts"
import { type Decider, openDecider } from "./decider.ts"
import type { PartReport, Step, WorkOrder } from "./work-order.ts"

/** Starts `workers` workers. Each gets its share of the parts and of the memory. */
export const openCrew = (
  order: Omit<WorkOrder, "worker">,
  workers: number,
): Effect.Effect<Decider, SqlError, Scope.Scope> => {
  if (workers === 1) return openDecider({ ...order, worker: 0 })
  const orders = Array.from(
    { length: workers },
    (_, worker): WorkOrder => ({
      ...order,
      worker,
      parts: order.parts.filter((_, at) => at % workers === worker),
      databaseMemoryMb: Math.floor(order.databaseMemoryMb / workers),
    }),
  )
  return Effect.map(
    Effect.forEach(orders, hire, { concurrency: "unbounded" }),
    (crew): Decider => ({
      perform: (step, report) =>
        Effect.forEach(crew, (worker) => worker.perform(step, report), {
          concurrency: "unbounded",
          discard: true,
        }),
    }),
  )
}

/** Starts a worker in a thread of its own. The thread ends with the scope. */
const hire = (order: WorkOrder): Effect.Effect<Decider, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Worker(new URL("./crew-thread.ts", import.meta.url), { workerData: order })),
      (thread) =>
        Effect.callback<void>((left) => {
          thread.on("exit", () => left(Effect.void))
          thread.postMessage({ name: "leave" } satisfies Question)
        }),
    ),
    (thread): Decider => ({ perform: (step, report) => ask(thread, step, report) }),
  )

/** Makes a thread perform a step. When interrupted, it waits until the thread has stopped the step. */
const ask = (thread: Worker, step: Step, report: (part: PartReport) => void): Effect.Effect<void, SqlError> =>
  Effect.callback<void, SqlError>((resume) => {
    const finish = (result: Effect.Effect<void, SqlError>): void => {
      thread.off("message", hear).off("error", fail).off("exit", gone)
      resume(result)
    }
    const hear = (answer: Answer): void => {
      if ("report" in answer) report(answer.report)
      else if ("done" in answer) finish(Effect.void)
      else if (answer.failed.sql !== undefined)
        finish(Effect.fail(new SqlError({ ...answer.failed, sql: answer.failed.sql })))
      else finish(Effect.die(new Error(answer.failed.message)))
    }
    const fail = (error: unknown): void => finish(Effect.die(error))
    const gone = (): void => finish(Effect.die(new Error("a worker of the run stopped unexpectedly")))
    thread.on("message", hear).on("error", fail).on("exit", gone)
    thread.postMessage(step)
    return Effect.callback<void>((stopped) => {
      thread.off("message", hear).off("error", fail).off("exit", gone)
      thread.on("message", (answer: Answer) => "report" in answer || stopped(Effect.void))
      thread.on("exit", () => stopped(Effect.void))
      thread.postMessage({ name: "stop" } satisfies Question)
    })
  })
