/** What a run on a cluster has done, seen from outside. */
import { setTimeout as sleep } from "node:timers/promises"
import { layerDatabase } from "@almanac/cluster/database"
import type { RunFailure, RunState } from "@almanac/cluster/records"
import type { StepName } from "@almanac/cluster/run-spec"
import { type StepStatus, statusOf } from "@almanac/cluster/status"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schedule from "effect/Schedule"

const POLL_MS = 100
/** A cluster that does nothing for so long has lost its run. */
const LONGEST_MS = 120_000

export interface Look {
  readonly state: RunState
  readonly failure: RunFailure | null
  /** The steps that are due or done. */
  readonly steps: ReadonlyArray<StepStatus>
}

export interface Watch {
  readonly look: (run: string) => Promise<Look>
  /** Waits until a look meets a condition. Throws an error that says `what` if that takes too long. */
  readonly until: (run: string, what: string, meets: (look: Look) => boolean) => Promise<Look>
  readonly end: () => Promise<void>
}

export function watchCluster(url: string): Watch {
  const runtime = ManagedRuntime.make(layerDatabase(url))
  const look = async (run: string): Promise<Look> => {
    const found = await runtime.runPromise(
      statusOf(run).pipe(Effect.timeout("2 seconds"), Effect.retry(Schedule.spaced("200 millis"))),
    )
    if (found === undefined) throw new Error(`the cluster has no run ${run}`)
    const { state, failure } = found.run
    return { state, failure, steps: found.steps }
  }
  const until: Watch["until"] = async (run, what, meets) => {
    for (const since = Date.now(); ; await sleep(POLL_MS)) {
      const found = await look(run)
      if (meets(found)) return found
      if (Date.now() - since > LONGEST_MS)
        throw new Error(
          `the run is ${found.state} and not ${what} after ${LONGEST_MS / 1000} s: ${told(found)}`,
        )
    }
  }
  return { look, until, end: () => runtime.dispose() }
}

const told = ({ steps }: Look): string => steps.map((step) => `${nameOf(step)} ${step.state}`).join(", ")

const nameOf = ({ step, block }: StepStatus): string => `${step} ${block}`

export const isOver = ({ state }: Look): boolean => state !== "submitted" && state !== "running"

/**
 * Whether the cluster works again after something was killed: it has begun or finished a step since, and each step that was in
 * work before is done or was begun again.
 */
export function isRecovered(before: Look, now: Look): boolean {
  if (isOver(now)) return true
  const earlier = new Map(before.steps.map((step) => [nameOf(step), step]))
  const hasMoved = (step: StepStatus): boolean => {
    const then = earlier.get(nameOf(step))
    return step.state !== then?.state || step.begun_at?.getTime() !== then.begun_at?.getTime()
  }
  const moved = now.steps.filter((step) => step.state !== "waiting" && hasMoved(step))
  const names = new Set(moved.map(nameOf))
  return moved.length > 0 && before.steps.every((step) => step.state !== "in work" || names.has(nameOf(step)))
}

/** Whether a step is done or in work, for some block. */
export const hasBegun = ({ steps }: Look, name: StepName): boolean =>
  steps.some(({ step, state }) => step === name && state !== "waiting")
