/** Where releases are read from: a directory, a bucket, or memory. */

/**
 * The pieces of a store of releases by relative path with "/", for example `current.json`. Every piece is small and read
 * whole, so that its checksum can be checked before a byte of it is used.
 */
export interface ReleaseFiles {
  /** The bytes of a piece; undefined where there is none. Rejects where the store cannot be asked. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>
}
