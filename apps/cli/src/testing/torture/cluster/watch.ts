/** What a run on a cluster has done, seen from outside: its records in PostgreSQL and its attempts in the work directory. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { layerDatabase } from "@almanac/cluster/database"
import { findRun, type RunFailure, type RunState, stepsOf } from "@almanac/cluster/records"
import type { StepName } from "@almanac/cluster/run-spec"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Schedule from "effect/Schedule"

const POLL_MS = 100
/** A cluster that does nothing for so long has lost its run. */
const LONGEST_MS = 120_000

export interface Look {
  readonly state: RunState
  readonly failure: RunFailure | null
  /** The steps with results, as `step-block`. */
  readonly recorded: ReadonlySet<string>
  /** The runners that have made them. */
  readonly by: ReadonlySet<string>
  /** The attempts whose directories exist, as `step-block/attempt`. */
  readonly attempts: ReadonlySet<string>
}

export interface Watch {
  readonly look: (run: string) => Promise<Look>
  /** Waits until a look meets a condition. Throws an error that says `what` if that takes too long. */
  readonly until: (run: string, what: string, meets: (look: Look) => boolean) => Promise<Look>
  readonly attempts: (run: string) => ReadonlySet<string>
  readonly end: () => Promise<void>
}

export function watchCluster(url: string, work: string): Watch {
  const runtime = ManagedRuntime.make(layerDatabase(url))
  const attempts = (run: string): ReadonlySet<string> => {
    const steps = namesIn(join(work, "runs", run))
    return new Set(
      steps.flatMap((step) => namesIn(join(work, "runs", run, step)).map((it) => `${step}/${it}`)),
    )
  }
  const records = (run: string) =>
    Effect.all([findRun(run), stepsOf(run)]).pipe(
      Effect.timeout("2 seconds"),
      Effect.retry(Schedule.spaced("200 millis")),
    )
  const look = async (run: string): Promise<Look> => {
    const [record, steps] = await runtime.runPromise(records(run))
    if (record === undefined) throw new Error(`the cluster has no run ${run}`)
    return {
      state: record.state,
      failure: record.failure,
      recorded: new Set(steps.map(({ step, block }) => `${step}-${block}`)),
      by: new Set(steps.map(({ runner }) => runner)),
      attempts: attempts(run),
    }
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
  return { look, until, attempts, end: () => runtime.dispose() }
}

const told = ({ recorded, attempts }: Look): string =>
  `it has results of ${[...recorded].join(", ")}, and attempts ${[...attempts].join(", ")}`

function namesIn(directory: string): ReadonlyArray<string> {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

export const isOver = ({ state }: Look): boolean => state !== "submitted" && state !== "running"

/**
 * Whether the cluster works again after something was killed: it has begun or finished a step since, and each attempt of
 * before has a result or is replaced by a newer one.
 */
export function isRecovered(before: Look, now: Look): boolean {
  if (isOver(now)) return true
  const begun = [...now.attempts].filter((attempt) => !before.attempts.has(attempt)).map(stepOf)
  const hasAdvanced = begun.length > 0 || now.recorded.size > before.recorded.size
  return (
    hasAdvanced &&
    [...before.attempts].map(stepOf).every((step) => now.recorded.has(step) || begun.includes(step))
  )
}

const stepOf = (attempt: string): string => attempt.slice(0, attempt.indexOf("/"))

/** Whether an attempt at the step has begun. */
export const hasBegun = (attempts: ReadonlySet<string>, step: StepName): boolean =>
  [...attempts].some((attempt) => attempt.startsWith(`${step}-`))
