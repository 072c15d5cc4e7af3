/** Removes files of runs that have ended, which runners have left behind. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import { FORGET_COPIES_EVERY } from "../settings.ts"
import type { WorkDirectory } from "./work-directory.ts"

/** Removes what is left of finished runs: attempts of runners that were killed, or that were thought dead and woke up. */
export const sweepWork = (work: WorkDirectory): Effect.Effect<void, never, SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    for (const run of yield* work.runs) {
      const [kept] = yield* sql`SELECT 1 FROM almanac_run WHERE run_id = ${run} AND state <> 'done'`
      if (kept === undefined) yield* Effect.ignore(work.dropRun(run))
    }
  }).pipe(Effect.catchCause((cause) => Effect.logDebug(cause)))

/** Removes the copies of files of runs that have ended, now and then. */
export const forgetEndedRuns = (work: WorkDirectory): Effect.Effect<void, never, SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient
    for (const run of yield* work.copiedRuns) {
      const [going] =
        yield* sql`SELECT 1 FROM almanac_run WHERE run_id = ${run} AND state IN ('submitted', 'running')`
      if (going === undefined) yield* work.forget(run)
    }
  }).pipe(
    Effect.catchCause((cause) => Effect.logDebug(cause)),
    Effect.repeat(Schedule.spaced(FORGET_COPIES_EVERY)),
    Effect.asVoid,
  )
