/** The manifest of a finished run, as far as verification needs it. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { decodeConfig } from "@almanac/core/config/decode"
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const ManifestSchema = Schema.Struct({
  run_id: Schema.String,
  as_of: Schema.String.check(Schema.isPattern(/^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/)),
  config: Schema.Struct({ hash: Schema.String, effective: Schema.Unknown }),
  inputs: Schema.Array(
    Schema.Struct({
      table: Schema.String,
      path: Schema.String,
      rows: Schema.Number,
      sha256: Schema.String,
    }),
  ),
  counts: Schema.Struct({
    contacts: Schema.Number,
    rejects: Schema.Number,
    warnings: Schema.Number,
    rows: Schema.Number,
    pre_scheduled: Schema.Number,
    skipped: Schema.Number,
    settled: Schema.Number,
  }),
  schedules_checksum: Schema.String,
})

export type RecordedInput = (typeof ManifestSchema.Type)["inputs"][number]
export type RecordedCounts = (typeof ManifestSchema.Type)["counts"]

/** What a run says of itself. */
export interface RunRecord extends Omit<typeof ManifestSchema.Type, "config"> {
  readonly configHash: string
  readonly config: Config
}

const AGAIN = "name the --out directory of a finished run"

/** Reads `manifest.json`. Refuses a directory without one, and a manifest that another version wrote. */
export const readRecord = Effect.fnUntraced(function* (directory: string) {
  const path = join(directory, "manifest.json")
  const text = yield* Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (error) =>
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? refuse(`${directory} is not a finished run: it has no manifest.json`, AGAIN)
        : refuse(`${path} cannot be read`, "give read permission for the file"),
  })
  const json = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    catch: () => refuse(`${path} is not JSON`, "run again, or restore the file"),
  })
  const manifest = yield* Schema.decodeUnknownEffect(ManifestSchema)(json).pipe(
    Effect.mapError(({ message }) =>
      refuse(`${path} is not a manifest of this version (${message})`, "run again with this version"),
    ),
  )
  const config = yield* Effect.fromResult(
    decodeConfig(manifest.config.effective, { source: `${path}, config.effective` }),
  )
  const record: RunRecord = { ...manifest, configHash: manifest.config.hash, config }
  return record
})
