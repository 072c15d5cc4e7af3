import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * Makes a directory for temporary files below the system's. It is removed with the scope.
 * @param purpose a word for the name of the directory, so that one that a killed process left can be told
 */
export const scratchDirectory = (purpose: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), `almanac-${purpose}-`))),
    (directory) => Effect.promise(() => rm(directory, { recursive: true, force: true })),
  )
