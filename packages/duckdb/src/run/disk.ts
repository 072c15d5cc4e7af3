/** Says in plain words that the disk a run writes to has failed it. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"

/** Words of DuckDB and of Node alike. */
const COMPLAINTS: ReadonlyArray<readonly [RegExp, what: string, mend: string]> = [
  [/no space left on device/i, "the disk is full", "free some space"],
  [/disk quota exceeded/i, "the disk quota is used up", "free some space"],
  [/file too large/i, "a file has reached the size limit", "raise the limit"],
  [/read-only file system/i, "the disk is read-only", "make it writable"],
  [/(permission denied|operation not permitted)/i, "writing is not permitted", "give write permission"],
  [/input\/output error|i\/o error/i, "the disk does not work", "check it"],
]

/** What a failure says of the disk, and what to do; undefined where it is about something else. */
export function diskComplaint(message: string): { readonly what: string; readonly mend: string } | undefined {
  const [, what, mend] = COMPLAINTS.find(([words]) => words.test(message)) ?? []
  return what === undefined || mend === undefined ? undefined : { what, mend }
}

/** Turns failures to write below `directory` into refusals; any other failure stays as it is. */
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
