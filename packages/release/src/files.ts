/** The source of releases: a directory, a bucket, or memory. */

/**
 * The pieces of a place that holds releases, by relative path with "/", for example `current.json`. Every
 * piece is small and read as a whole, so its checksum can be checked before any of its bytes is used.
 */
export interface ReleaseFiles {
  /** The bytes of a piece; undefined if there is none. Rejects if the place cannot be reached. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>
}
