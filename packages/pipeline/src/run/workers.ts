/**
 * The workers of a run: one in this thread, or several in threads of their own. Contacts do not depend on
 * each other, so the result does not depend on which worker decides which part.
 */
import { Worker } from "node:worker_threads"
import type { Rules } from "@almanac/core/services/rules"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { sqlError } from "@almanac/duckdb/sql-error"
import { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Stage } from "../stage/stage.ts"
import type { RunOptions } from "./options.ts"
import type { PartReport, Task, TaskError, WorkerSetup } from "./task.ts"
import { openWorker, type TaskRunner } from "./worker.ts"
import type { Answer, Failed, Question } from "./worker-thread.ts"

/** Starts `workers` workers. Each gets its share of the parts and of the memory. */
const openWorkers = (
  setup: Omit<WorkerSetup, "worker">,
  workers: number,
): Effect.Effect<TaskRunner, TaskError, Scope.Scope | Rules> => {
  if (workers === 1) return openWorker({ ...setup, worker: 0 })
  const setups = Array.from(
    { length: workers },
    (_, worker): WorkerSetup => ({
      ...setup,
      worker,
      parts: setup.parts.filter((_, at) => at % workers === worker),
      databaseMemoryMb: Math.floor(setup.databaseMemoryMb / workers),
    }),
  )
  return Effect.map(
    Effect.forEach(setups, startWorker, { concurrency: "unbounded" }),
    (workers): TaskRunner => ({
      perform: (task, report) =>
        Effect.forEach(workers, (worker) => worker.perform(task, report), {
          concurrency: "unbounded",
          discard: true,
        }),
    }),
  )
}

/** Starts the workers for a stage, and divides the memory of DuckDB between the main thread and them. */
export const openStageWorkers = Effect.fnUntraced(function* (
  main: DuckDbClient,
  { threads, databaseMemoryMb }: Pick<RunOptions, "threads" | "databaseMemoryMb">,
  { parts, orgs }: Pick<Stage, "parts" | "orgs">,
  setup: Pick<WorkerSetup, "rules" | "runId" | "work" | "schedules" | "counted">,
): Effect.fn.Return<TaskRunner, TaskError, Scope.Scope | Rules> {
  const workersMb = Math.floor(databaseMemoryMb / 2)
  // The lower limit also makes DuckDB return the memory that staging no longer needs.
  yield* main.unsafe(`SET memory_limit = '${databaseMemoryMb - workersMb}MB'`)
  const shared = { ...setup, parts, orgCount: orgs.length, databaseMemoryMb: workersMb }
  return yield* openWorkers(shared, Math.min(threads, parts.length))
})

/** Starts a worker in a thread of its own. The thread ends with the scope. */
const startWorker = (setup: WorkerSetup): Effect.Effect<TaskRunner, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Worker(new URL("./worker-thread.ts", import.meta.url), { workerData: setup })),
      (thread) =>
        Effect.callback<void>((ended) => {
          thread.on("exit", () => ended(Effect.void))
          thread.postMessage({ name: "end" } satisfies Question)
        }),
    ),
    (thread): TaskRunner => ({ perform: (task, report) => ask(thread, task, report) }),
  )

const failureOf = (failed: Failed): Effect.Effect<never, TaskError> => {
  if ("sql" in failed) return Effect.fail(sqlError(failed.message, failed.sql))
  if ("path" in failed) return Effect.fail(new FileError(failed))
  return Effect.die(new Error(failed.message))
}

/** Makes a thread perform a step. When interrupted, it waits until the thread has stopped the step. */
const ask = (
  thread: Worker,
  task: Task,
  report: (part: PartReport) => void,
): Effect.Effect<void, TaskError> =>
  Effect.callback<void, TaskError>((resume) => {
    const finish = (result: Effect.Effect<void, TaskError>): void => {
      thread.off("message", hear).off("error", fail).off("exit", gone)
      resume(result)
    }
    const hear = (answer: Answer): void => {
      if ("report" in answer) report(answer.report)
      else if ("done" in answer) finish(Effect.void)
      else finish(failureOf(answer.failed))
    }
    const fail = (error: unknown): void => finish(Effect.die(error))
    const gone = (): void => finish(Effect.die(new Error("a worker of the run stopped unexpectedly")))
    thread.on("message", hear).on("error", fail).on("exit", gone)
    thread.postMessage(task)
    return Effect.callback<void>((stopped) => {
      thread.off("message", hear).off("error", fail).off("exit", gone)
      thread.on("message", (answer: Answer) => "report" in answer || stopped(Effect.void))
      thread.on("exit", () => stopped(Effect.void))
      thread.postMessage({ name: "stop" } satisfies Question)
    })
  })
