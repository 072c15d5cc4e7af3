/** The runner's side of a child process that performs a step. */
import { spawn } from "node:child_process"
import type { RunProgress } from "@almanac/pipeline/run/options"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { ChildAnswer, ChildFailure } from "./child.ts"
import type { StepOrder, StepResult } from "./perform-step.ts"

/** The step has failed, or its process has ended without an answer. */
export class ChildFailed extends Data.TaggedError("ChildFailed")<ChildFailure> {}

/** Performs a step in a child process. If it is interrupted, it kills the process. @param program the file that the child runs */
export const inChild = (
  program: string,
  order: StepOrder,
  onProgress: (progress: RunProgress) => void,
): Effect.Effect<StepResult, ChildFailed> =>
  Effect.callback<StepResult, ChildFailed>((resume) => {
    const child = spawn(process.execPath, [program], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "advanced",
    })
    let answered = false
    const fail = (failure: ChildFailure): void => resume(Effect.fail(new ChildFailed(failure)))
    child.on("message", (answer: ChildAnswer) => {
      if ("progress" in answer) return onProgress(answer.progress)
      answered = true
      if ("done" in answer) resume(Effect.succeed(answer.done))
      else fail(answer.failed)
    })
    child.on("error", ({ message }) => fail({ kind: "error", message }))
    child.on("exit", (code, signal) => {
      if (!answered) fail({ kind: "error", message: `its process ended (${signal ?? `exit code ${code}`})` })
    })
    child.send(order, (error) => {
      if (error !== null) fail({ kind: "error", message: error.message })
    })
    return Effect.callback<void>((ended) => {
      child.removeAllListeners()
      child.on("exit", () => ended(Effect.void))
      child.on("error", () => ended(Effect.void))
      if (child.exitCode !== null || child.signalCode !== null || !child.kill("SIGKILL")) ended(Effect.void)
    })
  })
