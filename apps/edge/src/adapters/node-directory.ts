/** Releases in a directory, for Node. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { ReleaseFiles } from "@almanac/release/files"

export function nodeDirectory(directory: string): ReleaseFiles {
  return {
    read: async (path) => {
      try {
        return await readFile(join(directory, path))
      } catch (error) {
        const { code } = error as { readonly code?: string }
        if (code === "ENOENT" || code === "ENOTDIR") return undefined
        // A directory stands where a file was expected. It counts as an empty file, which is no valid piece.
        if (code === "EISDIR") return new Uint8Array()
        throw error
      }
    },
  }
}
