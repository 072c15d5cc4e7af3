/** Turns failures into one line on stderr and an exit code. A stack trace is never printed. */
import { Refusal } from "@almanac/core/domain/refusal"
import { isDamagedDatabase, SqlError } from "@almanac/duckdb/sql-error"
import { FileError } from "@almanac/files/file-error"
import { CheckFailed } from "@almanac/pipeline/run/check-failed"
import { diskFailure } from "@almanac/pipeline/run/disk"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"

/** The run or a check failed, which gives exit code 1. The message needs no further explanation. */
export class Failed extends Data.TaggedError("Failed")<{ readonly message: string }> {}

export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim()
}

class Exit extends Data.TaggedError("Exit")<{ readonly code: number }> {
  override readonly [Runtime.errorExitCode] = this.code
}

let adviceOnInterrupt = (): string => ""

/** Sets the advice that is printed with the message about an interruption. */
export const advisedOnInterrupt = (advice: () => string): Effect.Effect<void> =>
  Effect.sync(() => {
    adviceOnInterrupt = () => `: ${advice()}`
  })

/**
 * Reports any failure and maps it to the exit code. An interruption stays an interruption (exit code 130).
 */
export const failureExit = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, Exit, R> =>
  program.pipe(
    Effect.onInterrupt(() => Effect.suspend(() => Effect.logWarning(`interrupted${adviceOnInterrupt()}`))),
    Effect.catchCause((cause): Effect.Effect<never, Exit> => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
      const [line, code] = explain(Cause.squash(cause))
      const said = line === undefined ? Effect.void : Effect.logError(oneLine(line))
      return Effect.andThen(said, Effect.fail(new Exit({ code })))
    }),
  )

const DAMAGED =
  "the store is damaged, and a part of it cannot be read: check the backups with almanac backup verify, and restore one with almanac restore --discard-current"

function explain(error: unknown): readonly [line: string | undefined, code: number] {
  if (error instanceof Refusal) return [error.message, 2]
  if (error instanceof Failed || error instanceof CheckFailed) return [error.message, 1]
  const disk = diskFailure(error)
  if (disk !== undefined) {
    return [
      `${pathOf(error)} cannot be written because ${disk.what}: ${disk.mend}, and run the command again`,
      2,
    ]
  }
  if (error instanceof FileError) return [error.message, 1]
  if (error instanceof SqlError && isDamagedDatabase(error)) return [DAMAGED, 2]
  if (error instanceof SqlError) return [sqlFailure(error.message), 1]
  if (typeof error === "object" && error !== null && "_tag" in error && error._tag === "ShowHelp") {
    return [undefined, "errors" in error && Array.isArray(error.errors) && error.errors.length > 0 ? 2 : 0]
  }
  return [`internal error: ${error instanceof Error ? error.message : String(error)}`, 1]
}

/**
 * The path of the file that could not be written. DuckDB also quotes its internal name of a database, which
 * means nothing to users. So only quoted names with a dot or a slash are used.
 */
function pathOf(error: unknown): string {
  if (error instanceof FileError) return error.path
  const quoted = /"([^"]*[/.][^"]*)"|'([^']*[/.][^']*)'/.exec(error instanceof Error ? error.message : "")
  return quoted?.[1] ?? quoted?.[2] ?? "a file"
}

function sqlFailure(message: string): string {
  return /^Out of Memory/i.test(message)
    ? "the memory limit is too small for this input: raise --memory-limit, or lower --batch-size"
    : `the run failed: ${message}`
}
