/** Takes backups of a store, checks them by reading them again, and keeps them for seven days. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import { sha256OfFile } from "@almanac/pipeline/inputs/checksums"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { change } from "../change.ts"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { contentOf, contentOfFile, isCutOff, readWhole, type StoreContent } from "./content.ts"
import { copyFile } from "./copy-file.ts"
import {
  type BackupNote,
  backupDirectory,
  backupNotes,
  backupPath,
  keepBackup,
  partialPath,
  readyDirectory,
  removeBackup,
} from "./files.ts"

const KEPT_DAYS = 7
const DAY_MS = 86_400_000

/** Takes a backup now. */
export const takeBackup = (
  store: Store,
  { reason, actor }: { readonly reason: string; readonly actor: string },
): Effect.Effect<BackupNote, Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const content = yield* settled(store)
    const note = yield* Effect.gen(function* () {
      const note = yield* copyStore(store, content, reason)
      yield* change(store, { actor, action: "backup.take", subject: note.file }, () =>
        Effect.as(recordBackup(store, note), { result: undefined, details: { reason, bytes: note.bytes } }),
      )
      return note
    }).pipe(Effect.scoped)
    yield* removeOld(store)
    return note
  })

/**
 * Writes all changes from the write-ahead log into the store's file. The file then stays the same until a
 * change ends.
 */
export const settled = ({ sql }: Store): Effect.Effect<StoreContent, SqlError> =>
  Effect.andThen(sql`CHECKPOINT`, contentOf(sql))

/**
 * Copies the file of a store after {@link settled}, and checks the copy: it must have the same bytes, the
 * same revision and the same numbers of rows. If the scope fails, the copy is removed. Otherwise, a copy of a
 * store that cannot be written, and may be damaged, would be the latest backup.
 */
export const copyStore = (
  { path, now }: Store,
  content: StoreContent,
  reason: string,
): Effect.Effect<BackupNote, Refusal | SqlError | FileError, Scope.Scope> =>
  Effect.gen(function* () {
    const taken_at = now.toISOString()
    const file = `${taken_at.replaceAll(":", "-")}-r${content.revision}.db`
    const unusable = (why: string): Refusal =>
      refuse(
        `no backup can be made in ${backupDirectory(path)} (${why})`,
        "free space on the disk, and check that the directory is writable",
      )
    yield* Effect.tryPromise({
      try: () => readyDirectory(path),
      catch: (cause) => unusable((cause as NodeJS.ErrnoException).code ?? String(cause)),
    })
    const partial = partialPath(path, file)
    const copied = yield* copyFile(path, partial).pipe(Effect.mapError(({ message }) => unusable(message)))
    if (yield* isCutOff(partial)) {
      return yield* refuse(
        `${path} is damaged: its end is missing`,
        `restore a backup with almanac restore --db ${path} --discard-current`,
      )
    }
    const found = yield* contentOfFile(partial)
    if (JSON.stringify(found) !== JSON.stringify(content)) {
      return yield* Effect.fail(unusable("the copy differs from the store"))
    }
    const keep_until = new Date(now.getTime() + KEPT_DAYS * DAY_MS).toISOString()
    const note: BackupNote = { file, taken_at, reason, ...copied, ...content, keep_until }
    yield* Effect.addFinalizer(({ _tag }) =>
      _tag === "Failure" ? Effect.orDie(removeBackup(path, note.file)) : Effect.void,
    )
    // If this could be interrupted, it would continue during the removal and leave a note without a copy.
    yield* Effect.uninterruptible(keepBackup(path, note))
    return note
  })

/** Records a backup in the store. It must be called within a change. */
export const recordBackup = (
  { sql }: Store,
  { file, taken_at, reason, bytes, sha256, revision, keep_until }: BackupNote,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(
    sql`${statement("backup/record", {
      file,
      taken_at: utcText(new Date(taken_at)),
      reason,
      bytes,
      sha256,
      revision,
      keep_until: utcText(new Date(keep_until)),
    })}`,
  )

/** Removes backups whose time to be kept has ended. The latest backup is never removed. */
export const removeOld = ({ sql, path, now }: Store): Effect.Effect<void, SqlError | FileError> =>
  Effect.gen(function* () {
    const older = (yield* backupNotes(path)).slice(0, -1)
    for (const { file } of older.filter(({ keep_until }) => new Date(keep_until) < now)) {
      yield* sql`${statement("backup/removed", { file, now: utcText(now) })}`
      yield* removeBackup(path, file)
    }
  })

/** What is wrong with a backup; undefined if it can be restored. Reads the whole backup. */
export const problemOf = (store: string, note: BackupNote): Effect.Effect<string | undefined> =>
  Effect.gen(function* () {
    const path = backupPath(store, note.file)
    const sha256 = yield* Effect.promise(() => sha256OfFile(path).catch(() => undefined))
    if (sha256 === undefined) return "its file cannot be read"
    if (sha256 !== note.sha256) return "its content has changed since it was written"
    const { revision, rows } = yield* contentOfFile(path)
    if (JSON.stringify([revision, rows]) !== JSON.stringify([note.revision, note.rows])) {
      return "its content differs from its note"
    }
    yield* readWhole(path)
    return undefined
  }).pipe(Effect.catch(({ message }) => Effect.succeed(`it cannot be read (${message})`)))
