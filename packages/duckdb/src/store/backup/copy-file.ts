/**
 * Copies a file as it is, from a process of its own: closing any handle on a file gives up all locks that a process has on it,
 * so the process that holds a store must not open its file a second time.
 */
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { constants, createReadStream } from "node:fs"
import { copyFile as copy, open, stat } from "node:fs/promises"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

export interface CopiedFile {
  readonly bytes: number
  readonly sha256: string
}

/** The system would not have it, or what stands there now is not what was read. */
export class CopyError extends Data.TaggedError("CopyError")<{ readonly message: string }> {}

/** Copies `from` to `to` and reads both again to compare them. */
export const copyFile = (from: string, to: string): Effect.Effect<CopiedFile, CopyError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const flags = ["--disable-warning=ExperimentalWarning", fileURLToPath(import.meta.url), from, to]
      const { stdout } = await promisify(execFile)(process.execPath, flags, { signal })
      return JSON.parse(stdout) as CopiedFile | { readonly error: string }
    },
    catch: (cause) => new CopyError({ message: String(cause) }),
  }).pipe(
    Effect.flatMap((answer) =>
      "error" in answer ? Effect.fail(new CopyError({ message: answer.error })) : Effect.succeed(answer),
    ),
  )

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256")
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash)
  return hash.digest("hex")
}

async function copyHere(from: string, to: string): Promise<CopiedFile> {
  await copy(from, to, constants.COPYFILE_FICLONE)
  const file = await open(to, "r+")
  await file.sync()
  await file.close()
  const sha256 = await sha256Of(to)
  if (sha256 !== (await sha256Of(from))) throw new Error("the copy differs from what was copied")
  return { bytes: (await stat(to)).size, sha256 }
}

if (import.meta.main) {
  const [from = "", to = ""] = process.argv.slice(2)
  const answer = await copyHere(from, to).catch((cause: NodeJS.ErrnoException) => ({
    error: cause.code ?? cause.message,
  }))
  process.stdout.write(JSON.stringify(answer))
}
