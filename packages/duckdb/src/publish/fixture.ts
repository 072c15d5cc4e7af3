/** Runs and releases made for tests. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { contactAnswer } from "@almanac/release/contact"
import { releasePath } from "@almanac/release/format"
import type { ReleaseManifest } from "@almanac/release/manifest"
import { openRelease } from "@almanac/release/open"
import * as Effect from "effect/Effect"
import { directoryFiles, directoryTarget } from "./directory-target.ts"
import { parityOf } from "./parity.ts"
import { type Published, publish } from "./publish.ts"
import type { Target } from "./target.ts"

export const publishTo = (run: string, target: Target, keep = 3, threads = 2): Promise<Published> =>
  Effect.runPromise(publish({ run, target, keep, threads, databaseMemoryMb: 300, onProgress: () => {} }))

/** Publishes a run into a directory. */
export const publishIn = (run: string, directory: string, keep = 3, threads = 2): Promise<Published> =>
  publishTo(run, directoryTarget(directory), keep, threads)

export const manifestOf = (directory: string, id: string): ReleaseManifest =>
  JSON.parse(readFileSync(join(directory, releasePath(id, "manifest.json")), "utf8"))

/** Asks a published release for every contact of its run. */
export async function parityIn(run: string, directory: string, id: string) {
  const release = await openRelease(directoryFiles(directory), id)
  return Effect.runPromise(
    parityOf({
      run,
      shards: manifestOf(directory, id).shards,
      ask: async (org, contactId) => (await contactAnswer(release, org, contactId))?.rows,
      onContacts: () => {},
    }),
  )
}
