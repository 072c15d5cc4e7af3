/**
 * The record of the runs on a store. A run is begun, and then committed, failed, or abandoned because of a
 * run that began later. It is undone if a backup from before its commit is restored.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { change } from "./change.ts"
import { utcText } from "./migrate.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

const RunStatus = Schema.Literals(["begun", "committed", "failed", "abandoned", "undone"])

const StoreRun = Schema.Struct({
  run_id: Schema.String,
  status: RunStatus,
  /** The absolute path of the run's directory. */
  output: Schema.String,
  config_version: Schema.NullOr(Schema.Number),
  /** The revision of the store from which the run's inputs were taken. */
  snapshot_revision: Schema.BigInt,
  inserted: Schema.NullOr(Count),
  left_out: Schema.NullOr(Count),
  /** Why the run failed or was abandoned. */
  failure: Schema.NullOr(Schema.String),
  /** A run that began later and has not failed. */
  superseded_by: Schema.NullOr(Schema.String),
})
export type StoreRun = typeof StoreRun.Type

const ListedRun = Schema.Struct({
  run_id: Schema.String,
  as_of: Schema.String,
  status: RunStatus,
  output: Schema.String,
  config_version: Schema.NullOr(Schema.Number),
  begun_at: Schema.String,
  ended_at: Schema.NullOr(Schema.String),
  contacts: Schema.NullOr(Count),
  rejects: Schema.NullOr(Count),
  rows: Schema.NullOr(Count),
  pre_scheduled: Schema.NullOr(Count),
  skipped: Schema.NullOr(Count),
  inserted: Schema.NullOr(Count),
  left_out: Schema.NullOr(Count),
  /** The seconds that the run took, without its beginning and its commit. */
  seconds: Schema.NullOr(Schema.Number),
  schedules_checksum: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Schema.String),
})
export type ListedRun = typeof ListedRun.Type

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
export const listRuns = ({ sql }: Store): Effect.Effect<ReadonlyArray<ListedRun>, SqlError> =>
  rowsOf(ListedRun, sql`${statement("runs/list")}`)

/** A run on the store. Refuses a run that was not begun on it. */
export const findRun = (store: Store, runId: string): Effect.Effect<StoreRun, Refusal | SqlError> =>
  Effect.gen(function* () {
    const [found] = yield* rowsOf(StoreRun, store.sql`${statement("runs/find", { run_id: runId })}`)
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
  { sql, now }: Store,
  run: RunToBegin,
  revision: bigint,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(
    sql`${statement("runs/begin", {
      ...run,
      config_version: run.config_version ?? null,
      tables_of_files: JSON.stringify(run.tables_of_files),
      revision,
      now: utcText(now),
    })}`,
  )

/** Records a step that a run has finished. */
export const recordCheckpoint = (
  { sql, now }: Store,
  runId: string,
  step: "snapshot" | "committed",
  files: Readonly<Record<string, number>>,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(
    sql`${statement("runs/checkpoint", {
      run_id: runId,
      step,
      files: JSON.stringify(files),
      now: utcText(now),
    })}`,
  )

/** Records that a run has failed and cannot be resumed. */
export const recordFailure = (
  store: Store,
  actor: string,
  runId: string,
  failure: string,
): Effect.Effect<void, SqlError> =>
  change(store, { actor, action: "run.fail", subject: runId }, () =>
    Effect.as(
      store.sql`${statement("runs/fail", {
        run_id: runId,
        failure,
        now: utcText(store.now),
      })}`,
      { result: undefined, details: {} },
    ),
  )
