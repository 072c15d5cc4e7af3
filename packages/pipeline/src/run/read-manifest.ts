/** Reads the manifest of a finished run. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { decodeRecorded } from "@almanac/core/config/recorded"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { onDisk } from "@almanac/files/on-disk"
import * as Effect from "effect/Effect"
import { MANIFEST } from "./layout.ts"
import type { Manifest } from "./manifest.ts"

/** A manifest read from a file. An earlier version may have written it. */
export interface RecordedManifest extends Manifest {
  /** `config.effective` as it is in the file, and its hash. */
  readonly recorded: { readonly config: unknown; readonly hash: string }
}

export const readManifest = (run: string): Effect.Effect<RecordedManifest, Refusal> =>
  Effect.gen(function* () {
    yield* onDisk(run)
    const path = join(run, MANIFEST)
    const text = yield* Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: () =>
        refuse(`${run} is not a finished run (no ${MANIFEST})`, "give the --out of a run that has ended"),
    })
    const damaged = refuse(`${path} is damaged`, "run again")
    const manifest = yield* Effect.try({
      try: () => JSON.parse(text) as Manifest,
      catch: () => damaged,
    })
    if (typeof manifest?.run_id !== "string" || typeof manifest.as_of !== "string") return yield* damaged
    const { config, hash } = yield* Effect.fromResult(
      decodeRecorded(manifest.config?.effective, { source: path }),
    )
    return {
      ...manifest,
      config: { ...manifest.config, effective: config },
      recorded: { config: manifest.config.effective, hash },
    }
  })
