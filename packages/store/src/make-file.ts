/**
 * Makes the file of a store. The file is made under a temporary name in the same directory and gets its final
 * name only when it has all tables.
 */
import { link, readdir, rm } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { type OpenFileOptions, openFile } from "./open-file.ts"

const ENDINGS = ["", ".wal", ".wal.checkpoint", ".wal.recovery"]

/** The paths of a store's file and of the files that DuckDB may keep beside it. */
export const storeFiles = (path: string): ReadonlyArray<string> => ENDINGS.map((ending) => `${path}${ending}`)

/**
 * Makes the file, unless another process makes it in the meantime.
 * @param fill makes the tables
 */
export const makeFile = <E>(
  options: OpenFileOptions,
  fill: (sql: DuckDbClient) => Effect.Effect<void, E>,
): Effect.Effect<void, E | Refusal | SqlError | FileError> =>
  Effect.gen(function* () {
    const prefix = `${resolve(options.path)}.new-`
    yield* clearUnfinished(prefix)
    const file = `${prefix}${process.pid}`
    const remove = Effect.orDie(accessing(file, () => removeStoreFiles(file)))
    yield* Effect.scoped(Effect.flatMap(openFile(options, file), fill)).pipe(
      Effect.andThen(putInPlace(file, options.path)),
      Effect.ensuring(remove),
    )
  })

const putInPlace = (file: string, path: string): Effect.Effect<void, Refusal> =>
  Effect.tryPromise(() => link(file, path)).pipe(
    Effect.catch(({ cause }) =>
      (cause as NodeJS.ErrnoException).code === "EEXIST"
        ? Effect.void
        : refuse(
            `${path} cannot be created`,
            "check that its directory is writable and on a disk that supports hard links",
          ),
    ),
  )

/** Removes the files of processes that died while they made the store. */
const clearUnfinished = (prefix: string): Effect.Effect<void, FileError> =>
  accessing(prefix, async () => {
    const names = await readdir(dirname(prefix)).catch(() => [])
    for (const name of names.filter((one) => one.startsWith(basename(prefix)))) {
      const pid = Number(/^\d+$/.exec(name.slice(basename(prefix).length))?.[0])
      if (!lives(pid)) await removeStoreFiles(`${prefix}${pid}`)
    }
  })

function lives(pid: number): boolean {
  if (Number.isNaN(pid)) return true
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

async function removeStoreFiles(path: string): Promise<void> {
  for (const file of storeFiles(path)) await rm(file, { force: true })
}
