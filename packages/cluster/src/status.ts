/** How a run stands: its steps, who works on them, and whether anybody can. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { RunnerRecord } from "./look.ts"
import type { StepResult } from "./perform-step.ts"
import { findRun, type RunRecord } from "./records.ts"
import type { StepName } from "./run-spec.ts"
import { SEEN_WITHIN_SECONDS } from "./settings.ts"

/** A step that is due. A step whose stage has not begun has no record. */
export interface StepStatus {
  readonly step: StepName
  readonly block: number
  readonly state: "waiting" | "in work" | "done"
  readonly runner: string | null
  readonly begun_at: Date | null
  /** How long it took, or has taken until now. */
  readonly seconds: number | null
  /** How many contacts a step in work is done with. Not all steps tell. */
  readonly contacts: number | null
  /** Whether the runner of a step in work is alive. */
  readonly is_alive: boolean
  readonly result: StepResult | null
}

export interface RunStatus {
  readonly run: RunRecord
  readonly steps: ReadonlyArray<StepStatus>
  /** The number of runners of its version that are alive. */
  readonly runners: number
}

/** The runners that are alive. */
export const listRunners = Effect.fnUntraced(function* () {
  const sql = yield* SqlClient
  return yield* sql<RunnerRecord>`
    SELECT name, software, slots, seen_at FROM almanac_runner
    WHERE seen_at > now() - ${SEEN_WITHIN_SECONDS}::int * INTERVAL '1 second' ORDER BY name`
})

/** Undefined if there is no such run. */
export const statusOf = Effect.fnUntraced(
  function* (runId: string) {
    const sql = yield* SqlClient
    const run = yield* findRun(runId)
    if (run === undefined) return undefined
    const alive = sql`SELECT name FROM almanac_runner
      WHERE software = ${run.software} AND seen_at > now() - ${SEEN_WITHIN_SECONDS}::int * INTERVAL '1 second'`
    const [{ runners } = { runners: 0 }] = yield* sql<{ readonly runners: number }>`
      SELECT count(*)::int AS runners FROM (${alive})`
    const steps = yield* sql<StepStatus>`
      SELECT step, block, runner, begun_at, contacts, result,
        CASE WHEN result IS NOT NULL THEN 'done' WHEN runner IS NOT NULL THEN 'in work' ELSE 'waiting' END AS state,
        EXTRACT(epoch FROM coalesce(ended_at, now()) - begun_at)::float8 AS seconds,
        coalesce(runner IN (${alive}), false) AS is_alive
      FROM almanac_step WHERE run_id = ${runId} ORDER BY ended_at, begun_at, block`
    return { run, steps, runners } satisfies RunStatus
  },
  (effect) => Effect.flatMap(SqlClient, (sql) => sql.withTransaction(effect)),
)
