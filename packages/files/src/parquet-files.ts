import { readdir } from "node:fs/promises"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { accessing } from "./file-error.ts"

/**
 * The paths of the Parquet files in a directory, sorted by name. The list is empty if the directory does not
 * exist.
 */
export const parquetFiles = (directory: string): Effect.Effect<ReadonlyArray<string>> =>
  accessing(directory, () => readdir(directory)).pipe(
    Effect.orElseSucceed(() => []),
    Effect.map((names) =>
      names
        .filter((name) => name.endsWith(".parquet"))
        .sort()
        .map((name) => join(directory, name)),
    ),
  )
