/**
 * The records of runs in PostgreSQL: what was asked, which steps have results, and how the run stands. The first recorded
 * result of a step is its result. A later one, from a runner that was thought dead, changes nothing.
 */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { ChildFailure } from "./child.ts"
import type { Places, StepResult } from "./perform-step.ts"
import type { RunSpec, StepName, StepOfRun } from "./run-spec.ts"

export type RunState = "submitted" | "running" | "done" | "failed" | "cancelled"

export interface RunFailure extends ChildFailure {
  readonly step: StepName
  readonly block: number
}

export interface RunRecord {
  readonly run_id: string
  readonly software: string
  readonly spec: RunSpec
  readonly state: RunState
  readonly generation: number
  readonly cancelled: boolean
  /** A runner removes the run and its files. */
  readonly forgotten: boolean
  readonly failure: RunFailure | null
  readonly submitted_at: Date
  readonly ended_at: Date | null
}

/** Whether a run has not ended. */
export const isGoing = ({ state }: RunRecord): boolean => state === "submitted" || state === "running"

/** The recorded result of a step. */
export interface StepRecord {
  readonly step: StepName
  readonly block: number
  /** The name of the directory below the work directory. */
  readonly attempt: string
  readonly runner: string
  readonly begun_at: Date
  readonly ended_at: Date
  readonly result: StepResult
}

/** Records a new run. Returns false if a run that has not ended writes to the same output. */
export const insertRun = Effect.fnUntraced(function* (spec: RunSpec) {
  const sql = yield* SqlClient
  const inserted = yield* sql`
    INSERT INTO almanac_run (run_id, software, spec)
    VALUES (${spec.runId}, ${spec.software}, ${JSON.stringify(spec)}::jsonb)
    ON CONFLICT DO NOTHING RETURNING run_id`
  return inserted.length === 1
})

/** The id of the run that writes to the output and has not ended. */
export const writerOf = Effect.fnUntraced(function* (output: string) {
  const sql = yield* SqlClient
  const [found] = yield* sql<{ readonly run_id: string }>`
    SELECT run_id FROM almanac_run WHERE spec ->> 'output' = ${output} AND state IN ('submitted', 'running')`
  return found?.run_id
})

export const findRun = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient
  const [found] = yield* sql<RunRecord>`SELECT * FROM almanac_run WHERE run_id = ${runId}`
  return found
})

export const listRuns = Effect.fnUntraced(function* () {
  const sql = yield* SqlClient
  return yield* sql<RunRecord>`SELECT * FROM almanac_run ORDER BY submitted_at DESC LIMIT 50`
})

/** Locks the record of a run until the end of the transaction. */
export const lockRun = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient
  const [found] = yield* sql<RunRecord>`SELECT * FROM almanac_run WHERE run_id = ${runId} FOR UPDATE`
  return found
})

/** Records that the run has begun. Returns it, unless it has ended or was begun again since. */
export const recordBegun = Effect.fnUntraced(function* (runId: string, generation: number) {
  const sql = yield* SqlClient
  const [begun] = yield* sql<RunRecord>`
    UPDATE almanac_run SET state = 'running'
    WHERE run_id = ${runId} AND generation = ${generation} AND state IN ('submitted', 'running') RETURNING *`
  return begun
})

/** Records the end of a run. It has no effect if the run was begun again since. */
export const recordEnd = Effect.fnUntraced(function* (
  runId: string,
  generation: number,
  failure: RunFailure | undefined,
) {
  const sql = yield* SqlClient
  const failed = failure === undefined ? null : JSON.stringify(failure)
  yield* sql`
    UPDATE almanac_run SET
      state = CASE WHEN ${failed}::jsonb IS NULL THEN 'done' WHEN cancelled THEN 'cancelled' ELSE 'failed' END,
      failure = CASE WHEN cancelled THEN NULL ELSE ${failed}::jsonb END, ended_at = now()
    WHERE run_id = ${runId} AND generation = ${generation} AND state IN ('submitted', 'running')`
})

/**
 * Cancels a run that has not ended. A run that has begun ends when a runner sees the mark. A run whose `finish` has a result is
 * about to be put in its place. Returns false if there is no run to cancel.
 */
export const markCancelled = Effect.fnUntraced(
  function* (runId: string) {
    const sql = yield* SqlClient
    yield* lockRun(runId)
    const marked = yield* sql`
      UPDATE almanac_run SET
        cancelled = true,
        state = CASE WHEN state = 'submitted' THEN 'cancelled' ELSE state END,
        ended_at = CASE WHEN state = 'submitted' THEN now() END
      WHERE run_id = ${runId} AND state IN ('submitted', 'running') AND NOT EXISTS (
        SELECT 1 FROM almanac_step WHERE run_id = ${runId} AND step = 'finish' AND result IS NOT NULL)
      RETURNING run_id`
    return marked.length === 1
  },
  (effect) => Effect.flatMap(SqlClient, (sql) => sql.withTransaction(effect)),
)

/** Submits a run again that has ended in one of the states. The results of its steps are kept. Returns false if there is none. */
export const submitAgain = Effect.fnUntraced(
  function* (runId: string, from: RunState) {
    const sql = yield* SqlClient
    const found = yield* sql`
      UPDATE almanac_run SET
        state = 'submitted', cancelled = false, failure = NULL, ended_at = NULL, generation = generation + 1
      WHERE run_id = ${runId} AND state = ${from} AND NOT forgotten RETURNING run_id`
    if (found.length === 0) return false
    // If the result of `finish` could not be put in its place, `finish` is made again.
    yield* sql`DELETE FROM almanac_step WHERE run_id = ${runId} AND (result IS NULL OR step = 'finish')`
    return true
  },
  (effect) => Effect.flatMap(SqlClient, (sql) => sql.withTransaction(effect)),
)

/** Lets the runners remove a run that has ended. Returns false if there is none. */
export const markForgotten = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient
  const marked = yield* sql`
    UPDATE almanac_run SET forgotten = true
    WHERE run_id = ${runId} AND state NOT IN ('submitted', 'running') RETURNING run_id`
  return marked.length === 1
})

/** The results of the steps of a run. */
const stepsOf = Effect.fnUntraced(function* (runId: string) {
  const sql = yield* SqlClient
  return yield* sql<StepRecord>`
    SELECT step, block, attempt, runner, begun_at, ended_at, result
    FROM almanac_step WHERE run_id = ${runId} AND result IS NOT NULL ORDER BY begun_at, block`
})

/** Records that a runner begins a step. Returns its run and the results of the run so far. */
export const recordStepBegun = Effect.fnUntraced(
  function* ({ runId, step, block }: StepOfRun, runner: string) {
    const sql = yield* SqlClient
    yield* sql`
      UPDATE almanac_step SET runner = ${runner}, begun_at = now(), contacts = NULL
      WHERE run_id = ${runId} AND step = ${step} AND block = ${block} AND result IS NULL`
    return { run: yield* findRun(runId), steps: yield* stepsOf(runId) }
  },
  (effect) => Effect.flatMap(SqlClient, (sql) => sql.withTransaction(effect)),
)

/** Records how many contacts of a step a runner is done with. */
export const recordProgress = Effect.fnUntraced(function* (
  { runId, step, block }: StepOfRun,
  runner: string,
  contacts: number,
) {
  const sql = yield* SqlClient
  yield* sql`
    UPDATE almanac_step SET contacts = ${contacts}
    WHERE run_id = ${runId} AND step = ${step} AND block = ${block} AND runner = ${runner} AND result IS NULL`
})

/** Records that the runner has given the step back. */
export const recordStepLeft = Effect.fnUntraced(function* (
  { runId, step, block }: StepOfRun,
  runner: string,
) {
  const sql = yield* SqlClient
  yield* sql`
    UPDATE almanac_step SET runner = NULL, begun_at = NULL
    WHERE run_id = ${runId} AND step = ${step} AND block = ${block} AND runner = ${runner} AND result IS NULL`
})

/** Records the result of a step, unless it has one. Returns the result that counts. */
export const recordStep = Effect.fnUntraced(function* (
  { runId, step, block }: StepOfRun,
  { attempt, runner, begun_at, result }: Omit<StepRecord, "step" | "block" | "ended_at">,
) {
  const sql = yield* SqlClient
  yield* sql`
    UPDATE almanac_step SET
      attempt = ${attempt}, runner = ${runner}, begun_at = ${begun_at}, ended_at = now(), result = ${JSON.stringify(result)}::jsonb
    WHERE run_id = ${runId} AND step = ${step} AND block = ${block} AND result IS NULL`
  const [recorded] = yield* sql<StepRecord>`
    SELECT step, block, attempt, runner, begun_at, ended_at, result FROM almanac_step
    WHERE run_id = ${runId} AND step = ${step} AND block = ${block} AND result IS NOT NULL`
  return recorded
})

/** The directories of all results, by step and block. */
export function placesOf(steps: ReadonlyArray<StepRecord>, path: (attempt: string) => string): Places {
  const places: Partial<Record<StepName, Array<string>>> = {}
  for (const { step, block, attempt } of steps) {
    const directories = places[step] ?? []
    directories[block] = path(attempt)
    places[step] = directories
  }
  return places
}

/** Milliseconds since 1970 at which the first step began. */
export const begunAt = (steps: ReadonlyArray<StepRecord>): number =>
  Math.min(Date.now(), ...steps.map(({ begun_at }) => begun_at.getTime()))

/** The seconds from the first beginning to the last end of each step. */
export function secondsOf(steps: ReadonlyArray<StepRecord>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(steps, ({ step }) => step)].map(([step, records]) => {
      const begun = Math.min(...records.map(({ begun_at }) => begun_at.getTime()))
      const ended = Math.max(...records.map(({ ended_at }) => ended_at.getTime()))
      return [`${step}_seconds`, (ended - begun) / 1000]
    }),
  )
}
