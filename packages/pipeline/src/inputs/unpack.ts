/**
 * Unpacks a compressed file completely before it is read. Missing or damaged parts are found in this way;
 * reading the compressed file directly would not find them.
 */
import { createReadStream, createWriteStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import { createGunzip, createZstdDecompress } from "node:zlib"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { FoundFile } from "./discover.ts"

/** Writes the unpacked content of `file` to `target`. */
export const unpack = Effect.fnUntraced(function* (file: FoundFile, target: string) {
  const unpacking = file.compression === "gzip" ? createGunzip() : createZstdDecompress()
  yield* Effect.tryPromise({
    try: (signal) =>
      pipeline(createReadStream(file.absolute), unpacking, createWriteStream(target), { signal }),
    catch: (cause) => cause as NodeJS.ErrnoException,
  }).pipe(
    Effect.catch((error) =>
      error.syscall === undefined
        ? Effect.fail(
            refuse(`${file.path} is damaged and cannot be unpacked`, "export or copy the file again"),
          )
        : Effect.die(error),
    ),
  )
})
