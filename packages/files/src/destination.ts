import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
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

const attempt = <A>(directory: string, run: () => A | Promise<A>): Effect.Effect<A, Refusal> =>
  Effect.tryPromise({
    try: async () => run(),
    catch: (cause) => {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
      return refuse(
        `${directory} cannot be written (${code})`,
        "name another directory, or mend its permissions",
      )
    },
  })

function firstEntry(directory: string): string | undefined {
  try {
    return readdirSync(directory).sort()[0]
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw cause
  }
}

/**
 * Prepares `directory`, which must be missing or empty. Until `publish`, all files are in a temporary
 * directory next to it. The temporary directory is removed when the scope ends.
 */
export const openDestination = (directory: string): Effect.Effect<Destination, Refusal, Scope.Scope> =>
  Effect.gen(function* () {
    const target = resolve(directory)
    const held = yield* attempt(directory, () => firstEntry(target))
    if (held !== undefined) {
      return yield* Effect.fail(
        refuse(
          `${directory} already holds ${held}`,
          "name a new or empty directory, or empty this one first",
        ),
      )
    }
    const work = yield* Effect.acquireRelease(
      attempt(directory, async () => {
        await makeDirectory(dirname(target))
        return mkdtempSync(`${target}.partial-`)
      }),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true })),
    )
    const files = join(work, "files")
    const scratch = join(work, "scratch")
    yield* attempt(directory, () => {
      mkdirSync(files)
      mkdirSync(scratch)
    })
    return { files, scratch, publish: attempt(directory, () => renameSync(files, target)) }
  })
