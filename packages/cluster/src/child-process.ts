/** The runner's side of the child processes that perform steps. */
import { type ChildProcess, spawn } from "node:child_process"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { ChildAnswer, ChildFailure } from "./child.ts"
import type { StepOrder, StepResult } from "./perform-step.ts"

/** The step has failed, or its process has ended without an answer. */
export class ChildFailed extends Data.TaggedError("ChildFailed")<ChildFailure> {}

/** A process that has performed a step waits so long for another one. */
const IDLE_MS = 10_000

/** The child processes of a runner. A process that has performed a step performs the next one, because it has loaded its modules. */
export class Children {
  readonly #program: string
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>()

  /** @param program the file that the processes run */
  constructor(program: string) {
    this.#program = program
  }

  /**
   * Performs a step in a child process. If it is interrupted, it kills the process.
   * @param onContacts called with the number of contacts that the step is done with
   */
  perform(order: StepOrder, onContacts: (contacts: number) => void): Effect.Effect<StepResult, ChildFailed> {
    return Effect.callback<StepResult, ChildFailed>((resume) => {
      const child = this.#take()
      const fail = (failure: ChildFailure): void => {
        child.removeAllListeners().on("error", () => {})
        child.kill("SIGKILL")
        resume(Effect.fail(new ChildFailed(failure)))
      }
      child.on("message", (answer: ChildAnswer) => {
        if ("contacts" in answer) return onContacts(answer.contacts)
        if ("failed" in answer) return fail(answer.failed)
        this.#keep(child)
        resume(Effect.succeed(answer.done))
      })
      child.on("error", ({ message }) => fail({ kind: "error", message }))
      child.on("exit", (code, signal) =>
        fail({ kind: "error", message: `its process ended (${signal ?? `exit code ${code}`})` }),
      )
      child.send(order, (error) => {
        if (error !== null) fail({ kind: "error", message: error.message })
      })
      return Effect.callback<void>((ended) => {
        child.removeAllListeners().on("error", () => {})
        child.on("exit", () => ended(Effect.void))
        if (child.exitCode !== null || child.signalCode !== null || !child.kill("SIGKILL")) ended(Effect.void)
      })
    })
  }

  /** An idle process, or a new one. */
  #take(): ChildProcess {
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer)
      this.#idle.delete(child)
      child.removeAllListeners()
      return child
    }
    return spawn(process.execPath, [this.#program], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      serialization: "advanced",
    })
  }

  /** Keeps a process for the next step, for a while. */
  #keep(child: ChildProcess): void {
    child.removeAllListeners()
    const drop = (): void => {
      clearTimeout(timer)
      this.#idle.delete(child)
      child.kill("SIGKILL")
    }
    const timer = setTimeout(drop, IDLE_MS)
    child.on("error", drop).on("exit", drop)
    this.#idle.set(child, timer)
  }
}
