/** File operations with typed failures. */
import { rm } from "node:fs/promises"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** `code` is the code of the operating system, such as `ENOSPC`. */
export class FileError extends Data.TaggedError("FileError")<{
  readonly path: string
  readonly code: string
}> {
  override get message(): string {
    return `${this.path} cannot be read or written (${this.code})`
  }
}

const fileError =
  (path: string) =>
  (cause: unknown): FileError =>
    new FileError({ path, code: (cause as NodeJS.ErrnoException).code ?? String(cause) })

/** Runs `act`, which reads or writes files. `path` is the path that a failure names. */
export const accessing = <A>(
  path: string,
  act: (signal: AbortSignal) => Promise<A>,
): Effect.Effect<A, FileError> => Effect.tryPromise({ try: act, catch: fileError(path) })

/** Does the same as {@link accessing} for an operation that blocks the thread. */
export const accessingNow = <A>(path: string, act: () => A): Effect.Effect<A, FileError> =>
  Effect.try({ try: act, catch: fileError(path) })

/**
 * Removes a file or directory at the end of a scope. Finalizers have no typed failures, so a failure is a defect,
 * which is a {@link FileError} too.
 */
export const removing = (path: string): Effect.Effect<void> =>
  Effect.orDie(accessing(path, () => rm(path, { recursive: true, force: true })))
