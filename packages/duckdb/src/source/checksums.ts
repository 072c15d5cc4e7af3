/** Checksums of files. */
import { createHash } from "node:crypto"
import { open } from "node:fs/promises"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { SourceFile, Sources } from "./input.ts"
import type { TableName } from "./tables.ts"

export interface ChecksummedFile extends SourceFile {
  readonly table: TableName
  /** In hexadecimal, of the file as it was given. */
  readonly sha256: string
}

/** What is read at once. */
const CHUNK = 1 << 18

/** In hexadecimal; reads the file in constant memory. */
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

/** The input files with their checksums, by table and name. Reads every file once, in constant memory. */
export const checksums = (sources: Sources): Effect.Effect<ReadonlyArray<ChecksummedFile>, Refusal> =>
  Effect.forEach(
    sources.tables.flatMap((table) => sources.inputs.get(table)!.map((file) => ({ table, file }))),
    ({ table, file }) =>
      Effect.tryPromise({
        try: async (signal) => {
          const sha256 = await sha256OfFile(file.absolute, signal)
          return { table, path: file.path, bytes: file.bytes, rows: file.rows, sha256 }
        },
        catch: () => refuse(`${file.path} cannot be read any more`, "put it back and run again"),
      }),
    { concurrency: 2 },
  )
