/**
 * The directory of a preview, `<store>.preview-…`, with copies of the store's tables. The process of the
 * preview holds a lock in the directory. The operating system releases the lock when the process ends, so a
 * directory without a lock belongs to a process that died and can be removed. Directories are made and
 * searched only while the store is held. Another process therefore never finds a directory before it is
 * locked.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { openDatabase } from "@almanac/duckdb/database"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Store } from "../store.ts"

const LOCK = ".lock"
const MEMORY_MB = 50

/** Removes the directories of previews whose process died, and makes a directory for the scope. */
export const previewDirectory = (store: Store): Effect.Effect<string, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* clearPreviews(store)
    const directory = yield* Effect.tryPromise({
      try: () => mkdtemp(prefixOf(store)),
      catch: () =>
        refuse(
          `${dirname(resolve(store.path))} cannot be written`,
          "make it writable and free space there for a copy of the store",
        ),
    })
    yield* lock(directory)
    yield* Effect.addFinalizer(() => remove(directory))
    return directory
  })

/** Removes the directories of previews whose process died. */
export const clearPreviews = (store: Store): Effect.Effect<void> =>
  Effect.gen(function* () {
    const prefix = prefixOf(store)
    const names = yield* Effect.promise(() => readdir(dirname(prefix)).catch(() => []))
    for (const name of names.filter((one) => one.startsWith(basename(prefix)))) {
      const directory = join(dirname(prefix), name)
      const lives = yield* Effect.scoped(lock(directory)).pipe(
        Effect.as(false),
        Effect.catch((error) => Effect.succeed(error.reason._tag === "LockTimeoutError")),
      )
      if (!lives) yield* remove(directory)
    }
  })

function prefixOf({ path }: Store): string {
  return `${resolve(path)}.preview-`
}

const lock = (directory: string): Effect.Effect<unknown, SqlError, Scope.Scope> =>
  openDatabase({
    path: join(directory, LOCK),
    threads: 1,
    memoryLimitMb: MEMORY_MB,
    tempDirectory: join(directory, "spill"),
  })

/**
 * Removes a directory. Failures are ignored, because the next preview tries again. Another process may remove
 * it too.
 */
const remove = (directory: string): Effect.Effect<void> =>
  Effect.ignore(Effect.tryPromise(() => rm(directory, { recursive: true, force: true, maxRetries: 3 })))
