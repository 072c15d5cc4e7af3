/** Releases in memory, for tests. */
import type { ReleaseFiles } from "../files.ts"

export interface MemoryFiles extends ReleaseFiles {
  readonly pieces: Map<string, Uint8Array>
}

export function memoryFiles(pieces: Iterable<readonly [path: string, bytes: Uint8Array]> = []): MemoryFiles {
  const held = new Map(pieces)
  return { pieces: held, read: async (path) => held.get(path) }
}
