/** Releases in a directory, for Deno. */
import type { ReleaseFiles } from "@almanac/release/files"
import { deno } from "./deno.ts"

export function denoDirectory(directory: string): ReleaseFiles {
  return {
    read: async (path) => {
      try {
        return await deno.readFile(`${directory}/${path}`)
      } catch (error) {
        const { NotFound, NotADirectory, IsADirectory } = deno.errors
        if (error instanceof NotFound || error instanceof NotADirectory) return undefined
        // A directory stands where a file was expected. It counts as an empty file, which is no valid piece.
        if (error instanceof IsADirectory) return new Uint8Array()
        throw error
      }
    },
  }
}
