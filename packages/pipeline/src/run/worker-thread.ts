/** A worker of a run in a thread of its own. It answers the messages of workers.ts, one at a time. */
import { parentPort, workerData } from "node:worker_threads"
import { Rules } from "@almanac/core/services/rules"
import { failedStatement, SqlError } from "@almanac/duckdb/sql-error"
import { FileError } from "@almanac/files/file-error"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { PartReport, Task, TaskError, WorkerSetup } from "./task.ts"
import { openWorker } from "./worker.ts"

/** A step to perform. `stop` interrupts the current step; `end` ends the thread. */
export type Question = Task | { readonly name: "stop" } | { readonly name: "end" }

export type Answer = { readonly report: PartReport } | { readonly done: true } | { readonly failed: Failed }

/** The fields of the error: of a `SqlError`, of a `FileError`, or of a defect. */
export type Failed =
  | { readonly message: string; readonly sql: string }
  | { readonly path: string; readonly code: string }
  | { readonly message: string }

const port = parentPort
if (port === null) throw new Error("worker-thread.ts is started by workers.ts")

const say = (answer: Answer): void => port.postMessage(answer)
const scope = Scope.makeUnsafe()
const setup: WorkerSetup = workerData
const opening = openWorker(setup).pipe(
  Effect.provide(Rules.layer(setup.rules)),
  Scope.provide(scope),
  Effect.runFork,
)
let working: Fiber.Fiber<unknown, unknown> | undefined

port.on("message", (question: Question) => {
  switch (question.name) {
    case "stop":
      if (working !== undefined) Effect.runFork(Fiber.interrupt(working))
      break
    case "end":
      void Effect.runPromise(Scope.close(scope, Exit.void)).then(() => port.close())
      break
    default:
      working = Effect.runFork(perform(question))
  }
})

function perform(task: Task): Effect.Effect<void> {
  return Fiber.join(opening).pipe(
    Effect.flatMap((worker) => worker.perform(task, (report) => say({ report }))),
    Effect.onExit((exit) =>
      Effect.sync(() => say(Exit.isSuccess(exit) ? { done: true } : { failed: failure(exit.cause) })),
    ),
    Effect.exit,
    Effect.asVoid,
  )
}

function failure(cause: Cause.Cause<TaskError>): Failed {
  if (Cause.hasInterruptsOnly(cause)) return { message: "stopped" }
  const error = Cause.squash(cause)
  if (error instanceof SqlError) return { message: error.message, sql: failedStatement(error) }
  if (error instanceof FileError) return { path: error.path, code: error.code }
  return { message: error instanceof Error ? error.message : String(error) }
}
