/** The file of keys while the console runs. It is read again when it changes, so a key that is removed is no longer accepted. */
import { readFileSync, statSync } from "node:fs"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { decodeKeys, type Keys } from "./keys.ts"

/**
 * Opens a file of keys. The returned function gives the keys that are in the file now. If the file cannot be read any more, the
 * keys of before stay, and `tell` gets the reason once.
 */
export const openKeys = (file: string, tell: (problem: string) => void): Effect.Effect<() => Keys, Refusal> =>
  Effect.gen(function* () {
    let version = versionOf(file)
    let keys = yield* Effect.filterOrFail(
      keysIn(file),
      (read) => read.length > 0,
      () => refuse(`${file} has no keys, so nobody could sign in`, "make one with almanac console key"),
    )
    return () => {
      const now = versionOf(file)
      if (now === version) return keys
      version = now
      const read = Effect.runSync(Effect.result(keysIn(file)))
      if (Result.isSuccess(read)) keys = read.success
      else tell(`the keys of before stay valid, because ${read.failure.message}`)
      return keys
    }
  })

const keysIn = (file: string): Effect.Effect<Keys, Refusal> =>
  Effect.flatMap(
    Effect.try({
      try: () => readFileSync(file, "utf8"),
      catch: () => refuse(`--keys ${file} cannot be read`, "name a file of keys"),
    }),
    (text) => decodeKeys(text, file),
  )

/** Differs when the file has changed. */
function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found === undefined ? "" : [found.ino, found.size, found.mtimeMs, found.ctimeMs].join(" ")
}
