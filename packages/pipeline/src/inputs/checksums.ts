/** Checksums of files. */
import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { TableName } from "@almanac/core/tables/input"
import * as Effect from "effect/Effect"
import type { InputFile, SourceFile, Sources } from "./input.ts"
import type { StoreTable } from "./store-copy.ts"

export interface ChecksummedFile extends SourceFile {
  readonly table: TableName
  /**
   * In hexadecimal. It is of the file as it was given; for a table of a store, of the whole copy of the
   * store.
   */
  readonly sha256: string
  /** The content hash of a table of a store, see {@link StoreTable}. */
  readonly content?: string
}

/** The number of bytes that are read at once. */
const CHUNK = 1 << 18

/** The SHA-256 of a file in hexadecimal. Reads the file in constant memory. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256")
  const chunk = Buffer.allocUnsafeSlow(CHUNK)
  await using file = await open(path)
  for (;;) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(chunk)
    if (bytesRead === 0) return hash.digest("hex")
    hash.update(chunk.subarray(0, bytesRead))
  }
}

/** The input files with their checksums, by table and name. Reads each file once, in constant memory. */
export const checksums = (sources: Sources): Effect.Effect<ReadonlyArray<ChecksummedFile>, Refusal> => {
  const inputs = sources.tables.flatMap((table) =>
    sources.inputs.get(table)!.map((file) => ({ table, ...file })),
  )
  const files = Map.groupBy(inputs, ({ absolute }) => absolute)
  const hash = ([absolute, [first]]: readonly [string, ReadonlyArray<InputFile>]) =>
    Effect.tryPromise({
      try: async (signal) => [absolute, await sha256OfFile(absolute, signal)] as const,
      catch: () => refuse(`${first?.path} can no longer be read`, "put the file back and run again"),
    })
  return Effect.map(Effect.forEach(files, hash, { concurrency: 2 }), (hashes) => {
    const sha256 = new Map(hashes)
    return inputs.map(({ table, absolute, path, bytes, rows, holds }) => ({
      table,
      path,
      bytes,
      rows,
      sha256: sha256.get(absolute) as string,
      ...(holds === undefined ? {} : { content: holds.content }),
    }))
  })
}
