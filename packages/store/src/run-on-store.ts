/**
 * A run on the store has three parts:
 *
 *   begin    store held     A backup is taken for the run to read. The store records that the run has begun.
 *   run      store free     The bulk run works on the backup. The sender continues with the earlier plan.
 *   commit   store held     The rows of the run replace the earlier plan.
 *
 * If the process is killed at any moment, the run can be resumed (`resume`). Finished steps are not repeated.
 * If two runs are unfinished, only the later one can be committed.
 */
import { join, resolve } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { checkOutput } from "@almanac/pipeline/run/check-output"
import { readJournal } from "@almanac/pipeline/run/journal"
import { WORK } from "@almanac/pipeline/run/layout"
import type { RunOptions } from "@almanac/pipeline/run/options"
import { run } from "@almanac/pipeline/run/run"
import { ofRun, step } from "@almanac/pipeline/run/step"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { requirements } from "./approval/required.ts"
import { refuseUnapprovedSettings } from "./approval/settings-of-run.ts"
import { copyStore, recordBackup, removeOld, settled } from "./backup/backup.ts"
import { reasonOfRun } from "./backup/files.ts"
import { clearPreviews } from "./campaigns/preview-directory.ts"
import { change } from "./change.ts"
import { commitRun } from "./commit.ts"
import { findRun, recordBeginning, recordCheckpoint, recordFailure, stillWanted } from "./runs.ts"
import { type RunConfig, readBegunRun } from "./runs-unfinished.ts"
import { beginSnapshot, clearSnapshots, completeSnapshot, rowCounts, snapshotDirectory } from "./snapshot.ts"
import type { Store } from "./store.ts"

export interface StoreRunOptions
  extends Omit<RunOptions, "input" | "config" | "configHash" | "configSource" | "configVersion"> {
  /** Opens the store for a scope. It is called at the beginning of the run and again for the commit. */
  readonly open: Effect.Effect<Store, Refusal | SqlError | FileError, Scope.Scope>
  /** A directory of input tables that are read instead of the store's tables. */
  readonly input: string | undefined
  /** Who starts the run, for the audit trail. */
  readonly actor: string
  /** Prepares the store and returns the configuration of the run. It is not called if a run is resumed. */
  readonly prepare: (store: Store) => Effect.Effect<RunConfig, Refusal | SqlError>
  /** The configuration that a resumed run must have. By default, the run keeps its own configuration. */
  readonly expected?: RunConfig | undefined
}

interface Begun {
  readonly runId: string
  /** The directory of the input tables. */
  readonly input: string
  readonly config: RunConfig
  readonly publishWithApproval: boolean
}

/** Performs a run and commits it. @returns the manifest, and the numbers of rows inserted and left out */
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
    publishWithApproval: begun.publishWithApproval,
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
  yield* refuseUnapprovedSettings(store, config)
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
          beginSnapshot(store, runId, options.input).pipe(step("snapshot", rowCounts)),
          copyStore(store, content, reasonOfRun(runId)).pipe(step("backup", ({ bytes }) => ({ bytes }))),
        ],
        { concurrency: 2 },
      )
      yield* completeSnapshot(store, runId, backup.file)
      yield* recordBackup(store, backup)
      yield* recordBeginning(store, { ...beginning, tables_of_files: snapshot.tables_of_files }, revision)
      yield* recordCheckpoint(store, runId, "snapshot", rowCounts(snapshot))
      const { as_of, config_version, config_hash } = beginning
      return { result: undefined, details: { as_of, config_version, config_hash, backup: backup.file } }
    }),
  ).pipe(
    Effect.scoped,
    ofRun(beginning),
    Effect.onError(() => Effect.ignore(clearSnapshots(store))),
  )
  yield* removeOld(store)
  const begun: Begun = {
    runId,
    input: snapshotDirectory(store.path, runId),
    config,
    publishWithApproval: (yield* requirements(store)).publishing,
  }
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
    publishWithApproval: (yield* requirements(store)).publishing,
  }
  return goesOn
})

/**
 * Records a run as failed if it has no finished step from which it could be resumed. It would supersede other
 * runs.
 */
const giveUp = ({ open, output, actor }: StoreRunOptions, { runId }: Begun, failure: string) =>
  Effect.gen(function* () {
    const journal = yield* readJournal(join(output, WORK))
    if (journal?.beginning.run_id === runId && journal.steps.size > 0) return
    const store = yield* open
    yield* recordFailure(store, actor, runId, failure)
    yield* clearSnapshots(store)
  }).pipe(Effect.scoped, Effect.ignore)
