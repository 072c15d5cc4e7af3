/** Turns disk failures into refusals in plain words. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"

interface DiskFailure {
  /** The codes of the operating system. */
  readonly codes: ReadonlyArray<string>
  /** The words in an error of DuckDB, which has no code. */
  readonly words: RegExp
  readonly what: string
  readonly mend: string
}

const FAILURES: ReadonlyArray<DiskFailure> = [
  { codes: ["ENOSPC"], words: /no space left on device/i, what: "the disk is full", mend: "free some space" },
  {
    codes: ["EDQUOT"],
    words: /disk quota exceeded/i,
    what: "the disk quota is used up",
    mend: "free some space",
  },
  {
    codes: ["EFBIG"],
    words: /file too large/i,
    what: "a file has reached the size limit",
    mend: "raise the limit",
  },
  {
    codes: ["EROFS"],
    words: /read-only file system/i,
    what: "the disk is read-only",
    mend: "make it writable",
  },
  {
    codes: ["EACCES", "EPERM"],
    words: /permission denied|operation not permitted/i,
    what: "writing is not permitted",
    mend: "give write permission",
  },
  {
    codes: ["EIO"],
    words: /input\/output error|i\/o error/i,
    what: "the disk does not work",
    mend: "check it",
  },
]

/**
 * Finds what is wrong with the disk and what to do. Returns undefined if the error is not about the disk.
 * @param error a failure of a file operation or of DuckDB; any other error is not about the disk
 */
export function diskFailure(error: unknown): DiskFailure | undefined {
  if (error instanceof SqlError) return FAILURES.find(({ words }) => words.test(error.message))
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return FAILURES.find(({ codes }) => codes.some((known) => known === code))
}

/** Turns failures to write below `directory` into refusals. It leaves other failures unchanged. */
export const refusingDiskFailures =
  (directory: string) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E | Refusal, R> =>
    Effect.mapError(program, (error) => {
      const failure = diskFailure(error)
      if (failure === undefined) return error
      const { what, mend } = failure
      return refuse(
        `${directory} cannot be written because ${what}`,
        `${mend}, or choose another --out, and run again`,
      )
    })
