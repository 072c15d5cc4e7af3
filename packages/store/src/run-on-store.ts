/**
 * A run on the store:
 *
 *   begin    store held     a backup, which is the run's input, and a note that the run has begun
 *   run      store free     the bulk run on the backup; the sender goes on sending from the plan before
 *   commit   store held     the run's rows take the place of that plan
 *
 * Killed at any moment, it can be gone on with (`resume`): what has been done is found done. Of two unfinished runs the later
 * one counts.
 */
import { join, resolve } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import { readJournal } from "@almanac/pipeline/run/journal"
import { checkOutput, WORK } from "@almanac/pipeline/run/output"
import { type RunOptions, run } from "@almanac/pipeline/run/run"
import { ofRun, step } from "@almanac/pipeline/run/step"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { copyStore, recordBackup, removeOld, settled } from "./backup/backup.ts"
import { reasonOfRun } from "./backup/files.ts"
import { clearPreviews } from "./campaigns/preview-directory.ts"
import { change } from "./change.ts"
import { commitRun } from "./commit.ts"
import { findRun, recordBeginning, recordCheckpoint, recordFailure, stillWanted } from "./runs.ts"
import { type RunConfig, readBegunRun } from "./runs-unfinished.ts"
import { beginSnapshot, clearSnapshots, completeSnapshot, rowsOf, snapshotDirectory } from "./snapshot.ts"
import type { Store } from "./store.ts"

export interface StoreRunOptions
  extends Omit<RunOptions, "input" | "config" | "configHash" | "configSource" | "configVersion"> {
  /** Opens the store for a scope: to begin, and again to commit. */
  readonly open: Effect.Effect<Store, Refusal | SqlError, Scope.Scope>
  /** Directory of input tables that come before the store's. */
  readonly input: string | undefined
  /** Who runs it, for the audit trail. */
  readonly actor: string
  /** Makes the store ready, and says with which configuration to run; not asked where a run is gone on with. */
  readonly prepare: (store: Store) => Effect.Effect<RunConfig, Refusal | SqlError>
  /** The configuration that a run that is gone on with must have; by default that it has. */
  readonly expected?: RunConfig | undefined
}

interface Begun {
  readonly runId: string
  /** Directory of the input tables. */
  readonly input: string
  readonly config: RunConfig
}

/** Runs and commits. @returns the manifest, and what became of its rows in the store */
export const runOnStore = Effect.fnUntraced(function* (options: StoreRunOptions) {
  const begun = yield* Effect.scoped(options.resume === true ? goOn(options) : begin(options))
  const manifest = yield* run({
    ...options,
    input: begun.input,
    runId: begun.runId,
    config: begun.config.config,
    configHash: begun.config.hash,
    configSource: begun.config.source,
    configVersion: begun.config.version,
  }).pipe(Effect.tapError((error) => giveUp(options, begun, error.message)))
  const committed = yield* Effect.scoped(
    Effect.gen(function* () {
      const store = yield* options.open
      const done = yield* commitRun(store, { run: options.output, manifest, actor: options.actor }).pipe(
        step("commit", (committed) => ({ ...committed })),
      )
      yield* clearSnapshots(store)
      return done
    }),
  ).pipe(ofRun(manifest))
  return { manifest, committed }
})

const begin = Effect.fnUntraced(function* (options: StoreRunOptions) {
  const { output, runId, actor, software } = options
  yield* checkOutput(output)
  const store = yield* options.open
  yield* clearSnapshots(store)
  yield* clearPreviews(store)
  const config = yield* options.prepare(store)
  const beginning = {
    run_id: runId,
    as_of: formatDay(options.asOf),
    output: resolve(output),
    config_version: config.version,
    config_hash: config.hash,
    software,
  }
  const content = yield* settled(store)
  yield* change(store, { actor, action: "run.begin", subject: runId }, (revision) =>
    Effect.gen(function* () {
      const [snapshot, backup] = yield* Effect.all(
        [
          beginSnapshot(store, runId, options.input).pipe(step("snapshot", rowsOf)),
          copyStore(store, content, reasonOfRun(runId)).pipe(step("backup", ({ bytes }) => ({ bytes }))),
        ],
        { concurrency: 2 },
      )
      yield* completeSnapshot(store, runId, backup.file)
      yield* recordBackup(store, backup)
      yield* recordBeginning(store, { ...beginning, tables_of_files: snapshot.tables_of_files }, revision)
      yield* recordCheckpoint(store, runId, "snapshot", rowsOf(snapshot))
      const { as_of, config_version, config_hash } = beginning
      return { result: undefined, details: { as_of, config_version, config_hash, backup: backup.file } }
    }),
  ).pipe(
    Effect.scoped,
    ofRun(beginning),
    Effect.onError(() => Effect.ignore(clearSnapshots(store))),
  )
  yield* removeOld(store)
  const begun: Begun = { runId, input: snapshotDirectory(store.path, runId), config }
  return begun
})

const goOn = Effect.fnUntraced(function* (options: StoreRunOptions) {
  const begun = yield* readBegunRun(options.output)
  const store = yield* options.open
  const known = yield* findRun(store, begun.run_id)
  if (known.status !== "committed") yield* stillWanted(known)
  const goesOn: Begun = {
    runId: begun.run_id,
    input: snapshotDirectory(store.path, begun.run_id),
    config: options.expected ?? { ...begun.config, version: known.config_version ?? undefined },
  }
  return goesOn
})

/** Gives up a run that has failed and left nothing to go on with, as it would supersede others. */
const giveUp = ({ open, output, actor }: StoreRunOptions, { runId }: Begun, failure: string) =>
  Effect.gen(function* () {
    const journal = yield* Effect.promise(() => readJournal(join(output, WORK)))
    if (journal?.beginning.run_id === runId && journal.steps.size > 0) return
    const store = yield* open
    yield* recordFailure(store, actor, runId, failure)
    yield* clearSnapshots(store)
  }).pipe(Effect.scoped, Effect.ignore)
