/** The manifest of a release: the run it was made from, and all of its pieces. And the pointer to a release. */
import * as Schema from "effect/Schema"

const Piece = Schema.Struct({
  /** Path relative to the directory of the release. */
  path: Schema.String,
  bytes: Schema.Int,
  /** In hexadecimal. */
  sha256: Schema.String,
})
export type Piece = typeof Piece.Type

export const ReleaseManifest = Schema.Struct({
  format: Schema.Int,
  run: Schema.Struct({
    run_id: Schema.String,
    /** ISO date. */
    as_of: Schema.String,
    rule_set: Schema.String,
    config_hash: Schema.String,
    almanac: Schema.String,
    contacts: Schema.Int,
    rows: Schema.Int,
    pre_scheduled: Schema.Int,
    skipped: Schema.Int,
    schedules_checksum: Schema.String,
  }),
  /** Number of shards that hold the contacts. */
  shards: Schema.Int,
  pieces: Schema.Array(Piece),
})
export type ReleaseManifest = typeof ReleaseManifest.Type

/** The content of `current.json`. */
export const Pointer = Schema.Struct({
  format: Schema.Int,
  /** The release that is served. */
  release: Schema.String,
  /** All releases kept, in the order in which they were published. */
  kept: Schema.Array(Schema.String),
})
export type Pointer = typeof Pointer.Type
