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
        if ((error as { readonly code?: string }).code === "ENOENT") return undefined
        throw error
      }
    },
  }
}
