/**
 * The messages between a runner and the child process that performs a step, and the child's side of them. The child ends with
 * its runner, so that no step goes on that nobody waits for.
 */
import { dirname } from "node:path"
import { Refusal } from "@almanac/core/domain/refusal"
import { CheckFailed } from "@almanac/pipeline/run/check-failed"
import { diskFailure } from "@almanac/pipeline/run/disk"
import type { RunProgress } from "@almanac/pipeline/run/options"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { performStep, type ReportOfRun, type StepOrder, type StepResult } from "./perform-step.ts"

/** A step tells how many contacts it is done with, any number of times, and then how it has ended. */
export type ChildAnswer =
  | { readonly contacts: number }
  | { readonly done: StepResult }
  | { readonly failed: ChildFailure }

/** How often a step tells how far it is. */
const TELL_EVERY_MS = 1000

export interface ChildFailure {
  /** `refusal`: people can mend it. `check`: the data fail a check. Both end the run. Others are tried again. */
  readonly kind: "refusal" | "check" | "error"
  readonly message: string
}

/** Performs the steps that the runner sends, one after another. @param report makes the HTML of a run's report */
export function answerRunner(report: ReportOfRun): void {
  const say = (answer: ChildAnswer): void => {
    process.send?.(answer)
  }
  // exit() would wait for DuckDB, which may wait for this thread.
  const end = () => process.kill(process.pid, "SIGKILL")
  // A message to a runner that has died is an error of the process.
  process.on("disconnect", end).on("error", end)
  process.on("message", (order: StepOrder) => {
    let toldAt = Date.now()
    const onProgress = (progress: RunProgress): void => {
      if (!("contacts" in progress) || Date.now() - toldAt < TELL_EVERY_MS) return
      toldAt = Date.now()
      say({ contacts: progress.contacts })
    }
    void Effect.runPromiseExit(performStep(order, { onProgress, report })).then((exit) => {
      say(Exit.isSuccess(exit) ? { done: exit.value } : { failed: failureOf(exit.cause, order) })
    })
  })
}

function failureOf(cause: Cause.Cause<unknown>, { directory }: StepOrder): ChildFailure {
  const error = Cause.squash(cause)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Refusal) return { kind: "refusal", message }
  const disk = diskFailure(error)
  if (disk !== undefined) {
    // The directory of the attempt is removed.
    const what = `${dirname(directory)} cannot be written because ${disk.what}: ${disk.mend}, and retry the run`
    return { kind: "refusal", message: what }
  }
  if (error instanceof CheckFailed) return { kind: "check", message }
  return { kind: "error", message }
}
