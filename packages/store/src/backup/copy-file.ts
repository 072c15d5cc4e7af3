/**
 * Copies a file byte by byte in a separate process. When a process closes any handle on a file, the system
 * releases all locks of the process on that file. The process that holds a store must therefore not open the
 * store's file again.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { CopiedFile } from "./copy-process.ts"

/** The file could not be copied, or the copy differs from the original. */
export class CopyError extends Data.TaggedError("CopyError")<{ readonly message: string }> {}

const PROCESS = fileURLToPath(import.meta.resolve("./copy-process.ts"))

/** Copies `from` to `to`, and reads both again to compare all bytes. */
export const copyFile = (from: string, to: string): Effect.Effect<CopiedFile, CopyError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const flags = ["--disable-warning=ExperimentalWarning", PROCESS, from, to]
      const { stdout } = await promisify(execFile)(process.execPath, flags, { signal })
      return JSON.parse(stdout) as CopiedFile | { readonly error: string }
    },
    catch: (cause) => new CopyError({ message: String(cause) }),
  }).pipe(
    Effect.flatMap((answer) =>
      "error" in answer ? Effect.fail(new CopyError({ message: answer.error })) : Effect.succeed(answer),
    ),
  )
