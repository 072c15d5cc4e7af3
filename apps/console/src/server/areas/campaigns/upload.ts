/** Files that people upload. They are kept only while they are read. */
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import * as Effect from "effect/Effect"

interface Upload {
  readonly file_name: string
  readonly csv: string
}

/** Runs `use` with a file of the uploaded text. Messages call it by the name that the person gave it. */
export const withUpload = <A, E, R>(
  { file_name, csv }: Upload,
  use: (file: string) => Effect.Effect<A, E | Refusal, R>,
): Effect.Effect<A, E | Refusal, R> =>
  Effect.gen(function* () {
    if (csv.trim() === "") return yield* refuse("the file is empty", "choose a CSV file with contact_id")
    const directory = yield* scratchDirectory("upload")
    const file = join(directory, "upload.csv")
    yield* Effect.promise(() => writeFile(file, csv, { mode: 0o600 }))
    return yield* Effect.mapError(use(file), (error) =>
      error instanceof Refusal
        ? new Refusal({ message: error.message.replaceAll(file, file_name.slice(0, 100)) })
        : error,
    )
  }).pipe(Effect.scoped)
