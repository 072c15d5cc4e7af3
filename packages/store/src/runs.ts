/**
 * The record of the runs on a store. A run is begun, and then committed, failed, or abandoned because of a
 * run that began later. It is undone if a backup from before its commit is restored.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { change } from "./change.ts"
import { utcText } from "./migrate.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

export type StoreRunStatus = "begun" | "committed" | "failed" | "abandoned" | "undone"

export interface StoreRun extends Record<string, unknown> {
  readonly run_id: string
  readonly status: StoreRunStatus
  /** The absolute path of the run's directory. */
  readonly output: string
  readonly config_version: number | null
  /** The revision of the store from which the run's inputs were taken. */
  readonly snapshot_revision: bigint
  readonly inserted: bigint | null
  readonly left_out: bigint | null
  /** Why the run failed or was abandoned. */
  readonly failure: string | null
  /** A run that began later and has not failed. */
  readonly superseded_by: string | null
}

export interface ListedRun extends Record<string, unknown> {
  readonly run_id: string
  readonly as_of: string
  readonly status: StoreRunStatus
  readonly output: string
  readonly config_version: number | null
  readonly begun_at: string
  readonly ended_at: string | null
  readonly contacts: bigint | null
  readonly rejects: bigint | null
  readonly rows: bigint | null
  readonly pre_scheduled: bigint | null
  readonly skipped: bigint | null
  readonly inserted: bigint | null
  readonly left_out: bigint | null
  /** The seconds that the run took, without its beginning and its commit. */
  readonly seconds: number | null
  readonly schedules_checksum: string | null
  readonly failure: string | null
}

export interface RunToBegin {
  readonly run_id: string
  /** ISO date. */
  readonly as_of: string
  readonly output: string
  readonly config_version: number | undefined
  readonly config_hash: string
  readonly software: string
  /** The input tables that the run reads from files instead of from the store. */
  readonly tables_of_files: ReadonlyArray<string>
}

/** All runs on the store, in the order in which they began. */
export const listRuns = ({ connection }: Store): Effect.Effect<ReadonlyArray<ListedRun>, SqlError> =>
  connection.rows<ListedRun>(statement("runs/list"))

/** A run on the store. Refuses a run that was not begun on it. */
export const findRun = (store: Store, runId: string): Effect.Effect<StoreRun, Refusal | SqlError> =>
  Effect.gen(function* () {
    const [found] = yield* store.connection.rows<StoreRun>(statement("runs/find"), { run_id: runId })
    if (found !== undefined) return found
    return yield* refuse(
      `run ${runId} was not started on ${store.path}`,
      "give the --db and --out with which it was started",
    )
  })

/** Refuses a run that cannot be committed any more. */
export const stillWanted = (run: StoreRun): Effect.Effect<void, Refusal> => {
  const anew = "run again with another --out, without --resume"
  if (run.status !== "begun" && run.status !== "committed") {
    return Effect.fail(refuse(`run ${run.run_id} is ${run.status} (${run.failure})`, anew))
  }
  return run.status === "begun" && run.superseded_by !== null
    ? Effect.fail(refuse(`run ${run.run_id} was superseded by ${run.superseded_by}, which began later`, anew))
    : Effect.void
}

/** Records the beginning of a run. It is called within the change that takes the run's snapshot. */
export const recordBeginning = (
  { connection, now }: Store,
  run: RunToBegin,
  revision: bigint,
): Effect.Effect<void, SqlError> =>
  connection.run(statement("runs/begin"), {
    ...run,
    config_version: run.config_version ?? null,
    tables_of_files: JSON.stringify(run.tables_of_files),
    revision,
    now: utcText(now),
  })

/** Records a step that a run has finished. */
export const recordCheckpoint = (
  { connection, now }: Store,
  runId: string,
  step: "snapshot" | "committed",
  files: Readonly<Record<string, number>>,
): Effect.Effect<void, SqlError> =>
  connection.run(statement("runs/checkpoint"), {
    run_id: runId,
    step,
    files: JSON.stringify(files),
    now: utcText(now),
  })

/** Records that a run has failed and cannot be resumed. */
export const recordFailure = (
  store: Store,
  actor: string,
  runId: string,
  failure: string,
): Effect.Effect<void, SqlError> =>
  change(store, { actor, action: "run.fail", subject: runId }, () =>
    Effect.as(
      store.connection.run(statement("runs/fail"), {
        run_id: runId,
        failure,
        now: utcText(store.now),
      }),
      { result: undefined, details: {} },
    ),
  )
