import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { writing } from "./complete-file.ts"
import { removing } from "./file-error.ts"

/**
 * Makes a directory for temporary files below the system's. It is removed with the scope.
 * @param purpose a word for the name of the directory, so that one that a killed process left can be told
 */
export const scratchDirectory = (purpose: string): Effect.Effect<string, Refusal, Scope.Scope> =>
  Effect.acquireRelease(
    writing(
      tmpdir(),
      () => mkdtemp(join(tmpdir(), `almanac-${purpose}-`)),
      "name another directory in TMPDIR",
    ),
    removing,
  )
