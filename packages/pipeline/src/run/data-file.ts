/** Plain data in files, for processes of the same version: maps, bigints and typed arrays keep their types. */
import { readFileSync, renameSync, writeFileSync } from "node:fs"
import { deserialize, serialize } from "node:v8"
import { partialName } from "@almanac/files/complete-file"
import { accessingNow, type FileError } from "@almanac/files/file-error"
import type * as Effect from "effect/Effect"

/** Writes data to a file, which gets its final name only when it is complete. */
export const writeData = (file: string, data: unknown): Effect.Effect<void, FileError> =>
  accessingNow(file, () => {
    writeFileSync(partialName(file), serialize(data))
    renameSync(partialName(file), file)
  })

/** Reads data that {@link writeData} of the same version has written. */
export const readData = <A>(file: string): Effect.Effect<A, FileError> =>
  accessingNow(file, () => deserialize(readFileSync(file)) as A)
