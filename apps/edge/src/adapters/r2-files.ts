/** Reads releases from an R2 bucket. The pointer `current.json` can be in KV instead. */
import type { ReleaseFiles } from "@almanac/release/files"
import { POINTER } from "@almanac/release/format"

export interface R2Bucket {
  readonly get: (key: string) => Promise<{ readonly arrayBuffer: () => Promise<ArrayBuffer> } | null>
}

export interface KvNamespace {
  readonly get: (key: string) => Promise<string | null>
}

export function r2Files(bucket: R2Bucket): ReleaseFiles {
  return {
    read: async (path) => {
      const object = await bucket.get(path)
      return object === null ? undefined : new Uint8Array(await object.arrayBuffer())
    },
  }
}

/**
 * The same files, except that a `current.json` in KV takes precedence over the one in the bucket. So one edge
 * can serve another release than the bucket names.
 */
export function pointerFromKv(files: ReleaseFiles, kv: KvNamespace): ReleaseFiles {
  return {
    read: async (path) => {
      const text = path === POINTER ? await kv.get(POINTER) : null
      return text === null ? files.read(path) : new TextEncoder().encode(text)
    },
  }
}
