/**
 * Copies a file as it is, from a process of its own: closing any handle on a file gives up all locks that a process has on it,
 * so the process that holds a store must not open its file a second time.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { CopiedFile } from "./copy-process.ts"

/** The system would not have it, or what stands there now is not what was read. */
export class CopyError extends Data.TaggedError("CopyError")<{ readonly message: string }> {}

const PROCESS = fileURLToPath(import.meta.resolve("./copy-process.ts"))

/** Copies `from` to `to` and reads both again to compare them, byte by byte. */
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
