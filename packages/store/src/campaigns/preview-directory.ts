/**
 * The directory of a preview, `<store>.preview-…`, with copies of what the store holds. A lock in it is held by the operating
 * system for as long as the process lives, so that what one that died has left is known, and removed. Directories are made and
 * looked through only while the store is held: none is found before it is locked.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { openDatabase, type SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { isLocked } from "../open-file.ts"
import type { Store } from "../store.ts"

const LOCK = ".lock"
const MEMORY_MB = 50

/** Makes a directory for the scope, once those of previews that have died are removed. */
export const previewDirectory = (store: Store): Effect.Effect<string, Refusal | SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    yield* clearPreviews(store)
    const directory = yield* Effect.tryPromise({
      try: () => mkdtemp(prefixOf(store)),
      catch: () =>
        refuse(
          `${dirname(resolve(store.path))} cannot be written`,
          "a preview needs room there for a copy of the store",
        ),
    })
    yield* lock(directory)
    yield* Effect.addFinalizer(() => remove(directory))
    return directory
  })

/** Removes what previews that have died have left. */
export const clearPreviews = (store: Store): Effect.Effect<void> =>
  Effect.gen(function* () {
    const prefix = prefixOf(store)
    const names = yield* Effect.promise(() => readdir(dirname(prefix)).catch(() => []))
    for (const name of names.filter((one) => one.startsWith(basename(prefix)))) {
      const directory = join(dirname(prefix), name)
      const lives = yield* Effect.scoped(lock(directory)).pipe(
        Effect.as(false),
        Effect.catch((error) => Effect.succeed(isLocked(error))),
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

/** Another process may be removing it too; what cannot be removed now is found again. */
const remove = (directory: string): Effect.Effect<void> =>
  Effect.ignore(Effect.tryPromise(() => rm(directory, { recursive: true, force: true, maxRetries: 3 })))
