/**
 * Refuses an address such as `s3://bucket` where a path on a disk is needed. The file system would take the
 * address for a relative path.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"

export const onDisk = (path: string): Effect.Effect<void, Refusal> =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(path)
    ? Effect.fail(
        refuse(
          `${path} is an address, but a file or directory is needed here`,
          "copy it to a disk, or name a directory; only publish --to and run --cluster take buckets",
        ),
      )
    : Effect.void
