/** The manifest of a release: the run it was made from, and all of its pieces. */

export interface Piece {
  /** Path relative to the directory of the release. */
  readonly path: string
  readonly bytes: number
  /** In hexadecimal. */
  readonly sha256: string
}

export interface ReleaseManifest {
  readonly format: number
  readonly run: {
    readonly run_id: string
    /** ISO date. */
    readonly as_of: string
    readonly rule_set: string
    readonly config_hash: string
    readonly almanac: string
    readonly contacts: number
    readonly rows: number
    readonly pre_scheduled: number
    readonly skipped: number
    readonly schedules_checksum: string
  }
  /** Number of shards that hold the contacts. */
  readonly shards: number
  readonly pieces: ReadonlyArray<Piece>
}

/** The content of `current.json`. */
export interface Pointer {
  readonly format: number
  /** The release that is served. */
  readonly release: string
  /** All releases kept, in the order in which they were published. */
  readonly kept: ReadonlyArray<string>
}
