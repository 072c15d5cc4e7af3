import { mkdir, mkdtemp, readdir, rename } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { writing } from "./complete-file.ts"
import { removing } from "./file-error.ts"
import { makeDirectory } from "./make-directory.ts"

/** An output directory that gets its final name only when it is complete. */
export interface Destination {
  /** Directory for the files of the result. */
  readonly files: string
  /** Directory for temporary files. */
  readonly scratch: string
  /** Gives `files` the final name of the output directory. */
  readonly publish: Effect.Effect<void, Refusal>
}

const MEND = "name another directory, or correct its permissions"

const firstEntry = (directory: string): Promise<string | undefined> =>
  readdir(directory).then(
    (names) => names.sort()[0],
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined
      throw cause
    },
  )

/**
 * Prepares `directory`, which must be missing or empty. Until `publish`, all files are in a temporary
 * directory next to it. The temporary directory is removed when the scope ends.
 */
export const openDestination = (directory: string): Effect.Effect<Destination, Refusal, Scope.Scope> =>
  Effect.gen(function* () {
    const target = resolve(directory)
    const attempt = <A>(act: () => Promise<A>) => writing(directory, act, MEND)
    const held = yield* attempt(() => firstEntry(target))
    if (held !== undefined) {
      return yield* Effect.fail(
        refuse(
          `${directory} already holds ${held}`,
          "name a new or empty directory, or empty this one first",
        ),
      )
    }
    const work = yield* Effect.acquireRelease(
      attempt(async () => {
        await makeDirectory(dirname(target))
        return mkdtemp(`${target}.partial-`)
      }),
      removing,
    )
    const files = join(work, "files")
    const scratch = join(work, "scratch")
    yield* attempt(async () => {
      await mkdir(files)
      await mkdir(scratch)
    })
    return { files, scratch, publish: attempt(() => rename(files, target)) }
  })
