/** Publishes to a bucket. The manifest of a release is put last, so a release with a manifest is complete. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { asking } from "@almanac/files/s3/asking"
import type { Bucket } from "@almanac/files/s3/bucket"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { isReleaseId, POINTER, RELEASES, releasePath } from "@almanac/release/format"
import * as Effect from "effect/Effect"
import type { Target } from "./target.ts"

const AT_A_TIME = 8

export function bucketTarget(bucket: Bucket): Target {
  const remove = (id: string) =>
    Effect.gen(function* () {
      const keys = yield* asking(() => bucket.list(releasePath(id, "")))
      yield* Effect.forEach(keys, (key) => asking(() => bucket.delete(key)), {
        concurrency: AT_A_TIME,
        discard: true,
      })
    })
  return {
    files: { read: (path) => bucket.get(path) },
    workspace: scratchDirectory("release"),
    put: (id, directory, paths) => {
      const put = (path: string) =>
        asking(async () => bucket.put(releasePath(id, path), await readFile(join(directory, path))))
      return Effect.andThen(
        Effect.forEach(paths.slice(0, -1), put, { concurrency: AT_A_TIME, discard: true }),
        put(paths.at(-1) as string),
      )
    },
    point: (pointer) => asking(() => bucket.put(POINTER, new TextEncoder().encode(pointer))),
    releases: asking(async () => {
      const directories = await bucket.list(`${RELEASES}/`, "/")
      return directories.map((path) => path.slice(RELEASES.length + 1, -1)).filter(isReleaseId)
    }),
    remove,
  }
}
