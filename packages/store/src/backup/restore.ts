/**
 * Restores a backup. Contacts, campaigns, settings and the plan are as they were in the backup. Facts since
 * the backup are kept: sent and claimed emails, opt-outs, clicks, and the records of the store. Before a
 * restore, a backup of the current store is taken, with which the restore can be undone.
 *
 *   1. Take a backup of the current store.
 *   2. Copy the chosen backup to a place beside the store.
 *   3. Write the facts of the current store into the copy.
 *   4. Rename the copy to the name of the store.
 */
import { existsSync } from "node:fs"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError, removing } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { campaignState, logDifferences } from "../campaigns/state.ts"
import { change } from "../change.ts"
import { storeFiles } from "../make-file.ts"
import { utcText } from "../migrate.ts"
import { isInUse } from "../open-file.ts"
import { noteVersions } from "../organisations/versions.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { problemOf, takeBackup } from "./backup.ts"
import { copyFile } from "./copy-file.ts"
import { factsIn, takeOver, writeFacts } from "./facts.ts"
import { type BackupNote, backupPath } from "./files.ts"

export interface RestoreOptions {
  /** The file of the store. */
  readonly path: string
  readonly backup: BackupNote
  readonly actor: string
  /** Opens a store for the scope. */
  readonly open: (path: string) => Effect.Effect<Store, Refusal | SqlError | FileError, Scope.Scope>
  /**
   * Whether the current store is discarded because it cannot be read or is not wanted. No facts are taken
   * from it, and its files are renamed.
   */
  readonly discardCurrent: boolean
}

export interface Restored {
  readonly backup: string
  /** The backup whose restore undoes this restore; null if the current store was discarded. */
  readonly undone_by: string | null
  /** The new name of the discarded store; null if no store was discarded. */
  readonly set_aside: string | null
}

export const restoreBackup = (
  options: RestoreOptions,
): Effect.Effect<Restored, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const { path, backup } = options
    const problem = yield* problemOf(path, backup)
    if (problem !== undefined) {
      return yield* refuse(`backup ${backup.file} cannot be restored: ${problem}`, "choose another backup")
    }
    return yield* Effect.scoped(options.discardCurrent ? replace(options) : exchange(options))
  })

type Restoring = Effect.Effect<Restored, Refusal | SqlError | FileError, Scope.Scope>

/** Replaces the store with the restored one. The process holds the current store until then. */
const exchange = (options: RestoreOptions): Restoring =>
  Effect.gen(function* () {
    const { path, backup, actor } = options
    const current = yield* options.open(path)
    const scratch = yield* scratchBeside(path)
    const before = yield* takeBackup(current, { reason: `before the restore of ${backup.file}`, actor })
    yield* writeFacts(current, scratch)
    const campaigns = yield* campaignState(current)
    const restored = yield* prepare(options, scratch, (store) =>
      Effect.gen(function* () {
        yield* takeOver(store, factsIn(scratch), backup.file)
        yield* logDifferences(store, campaigns, actor)
        yield* noteVersions(store, actor, `restore of ${backup.file}`)
        return { undone_by: before.file }
      }),
    )
    yield* current.sql`CHECKPOINT`
    yield* accessing(path, () => rename(restored, path))
    return { backup: backup.file, undone_by: before.file, set_aside: null }
  })

const replace = (options: RestoreOptions): Restoring =>
  Effect.gen(function* () {
    const { path, backup } = options
    if (existsSync(path)) {
      yield* Effect.catch(options.open(path), (error) => (isInUse(error) ? Effect.fail(error) : Effect.void))
    }
    const scratch = yield* scratchBeside(path)
    const restored = yield* prepare(options, scratch, () => Effect.succeed({ current: "discarded" }))
    const there = storeFiles(path).filter((file) => existsSync(file))
    const aside = there.length > 0 ? `${path}.discarded-${Date.now()}` : null
    yield* accessing(path, async () => {
      for (const file of there) await rename(file, `${aside}${file.slice(path.length)}`)
      await rename(restored, path)
    })
    return { backup: backup.file, undone_by: null, set_aside: aside }
  })

const scratchBeside = (path: string): Effect.Effect<string, FileError, Scope.Scope> => {
  const scratch = `${path}.restoring`
  const make = accessing(scratch, async () => {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { mode: 0o700 })
    return scratch
  })
  return Effect.acquireRelease(make, removing)
}

/** Makes the copy that will replace the store. The copy is complete and closed when this returns. */
const prepare = Effect.fnUntraced(function* (
  { path, backup, actor, open: openCopy }: RestoreOptions,
  scratch: string,
  amend: (store: Store) => Effect.Effect<Readonly<Record<string, unknown>>, Refusal | SqlError>,
) {
  const copy = join(scratch, "store.db")
  yield* copyFile(backupPath(path, backup.file), copy).pipe(
    Effect.mapError(({ message }) =>
      refuse(`the backup cannot be copied beside ${path} (${message})`, "free space on that disk"),
    ),
  )
  yield* Effect.scoped(
    Effect.gen(function* () {
      const store = yield* openCopy(copy)
      const details = yield* amend(store)
      yield* store.sql`${statement("restore/abandon_begun", { now: utcText(store.now) })}`
      yield* change(store, { actor, action: "store.restore", subject: backup.file }, () =>
        Effect.succeed({ result: undefined, details }),
      )
      yield* store.sql`CHECKPOINT`
    }),
  )
  yield* accessing(copy, async () => {
    const file = await open(copy, "r+")
    await file.sync()
    await file.close()
  })
  return copy
})
