/**
 * Makes sure that the output is written completely, or that the command fails. Node does not report a full
 * disk under stdout.
 */
import { fstatSync, writeFileSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

const STDOUT = 1

/**
 * Runs `program`, then fails if something that it printed could not be written. It is not a failure if the
 * reader has closed the pipe, as `head` does.
 */
export const writtenOut = <A, E, R>(program: Effect.Effect<A, E, R>): Effect.Effect<A, E | Refusal, R> =>
  Effect.suspend(() => {
    let failed: string | undefined
    process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code !== "EPIPE") failed = code ?? "unknown error"
    })
    if (isFile()) process.stdout._write = writeWhole
    const told = Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
    return program.pipe(
      Effect.tap(() => told),
      Effect.tap(() =>
        failed === undefined
          ? Effect.void
          : refuse(
              `the output cannot be written (${failed}), but the command has done its work`,
              "free space on the disk; if it was a claim, almanac due --claimed lists it again",
            ),
      ),
    )
  })

function isFile(): boolean {
  try {
    return fstatSync(STDOUT).isFile()
  } catch {
    return false
  }
}

/** Node's own method drops the part of the text for which a nearly full disk has no room. */
function writeWhole(chunk: Uint8Array | string, _: BufferEncoding, done: (error?: Error) => void): void {
  try {
    writeFileSync(STDOUT, chunk)
    done()
  } catch (error) {
    done(error as Error)
  }
}
