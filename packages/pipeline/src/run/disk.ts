/** Turns disk failures into refusals in plain words. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

/** Patterns that match the messages of both DuckDB and Node. */
const COMPLAINTS: ReadonlyArray<readonly [RegExp, what: string, mend: string]> = [
  [/no space left on device/i, "the disk is full", "free some space"],
  [/disk quota exceeded/i, "the disk quota is used up", "free some space"],
  [/file too large/i, "a file has reached the size limit", "raise the limit"],
  [/read-only file system/i, "the disk is read-only", "make it writable"],
  [/(permission denied|operation not permitted)/i, "writing is not permitted", "give write permission"],
  [/input\/output error|i\/o error/i, "the disk does not work", "check it"],
]

/**
 * Says what is wrong with the disk and what to do. Returns undefined if the message is not about the disk.
 */
export function diskComplaint(message: string): { readonly what: string; readonly mend: string } | undefined {
  const [, what, mend] = COMPLAINTS.find(([words]) => words.test(message)) ?? []
  return what === undefined || mend === undefined ? undefined : { what, mend }
}

/** Turns failures to write below `directory` into refusals. It leaves other failures unchanged. */
export const refusingDiskFailures =
  (directory: string) =>
  <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E | Refusal, R> =>
    Effect.catchCause(program, (cause): Effect.Effect<never, E | Refusal> => {
      const error: unknown = Cause.hasInterruptsOnly(cause) ? undefined : Cause.squash(cause)
      if (!(error instanceof Error) || ("_tag" in error && error._tag === "Refusal"))
        return Effect.failCause(cause)
      const complaint = diskComplaint(error.message)
      if (complaint === undefined) return Effect.failCause(cause)
      const { what, mend } = complaint
      return Effect.fail(
        refuse(`${directory} cannot be written, ${what}`, `${mend}, or choose another --out, and run again`),
      )
    })
