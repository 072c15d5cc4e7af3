/** Releases in a directory, for Deno. */
import type { ReleaseFiles } from "@almanac/release/files"
import { deno } from "./deno.ts"

export function denoDirectory(directory: string): ReleaseFiles {
  return {
    read: async (path) => {
      try {
        return await deno.readFile(`${directory}/${path}`)
      } catch (error) {
        if (error instanceof deno.errors.NotFound) return undefined
        throw error
      }
    },
  }
}
