/**
 * Copies a file byte by byte as a separate process: `node copy-process.ts FROM TO`. It loads few modules to
 * start fast.
 */
import { createHash } from "node:crypto"
import { constants, copyFileSync, fsyncSync, openSync, readSync } from "node:fs"

const CHUNK = 1 << 20

export interface CopiedFile {
  readonly bytes: number
  readonly sha256: string
}

function copy(from: string, to: string): CopiedFile {
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  const [original, copied] = [openSync(from, "r"), openSync(to, "r+")]
  fsyncSync(copied)
  return compare(original, copied)
}

/** Reads two files and fails if their bytes differ. */
function compare(original: number, copied: number): CopiedFile {
  const hash = createHash("sha256")
  const [one, other] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)]
  for (let bytes = 0; ; ) {
    const read = readSync(copied, one, 0, CHUNK, bytes)
    const expected = readSync(original, other, 0, CHUNK, bytes)
    if (read !== expected || one.compare(other, 0, read, 0, read) !== 0) {
      throw new Error("the copy differs from the original")
    }
    if (read === 0) return { bytes, sha256: hash.digest("hex") }
    hash.update(one.subarray(0, read))
    bytes += read
  }
}

if (import.meta.main) {
  const [from = "", to = ""] = process.argv.slice(2)
  let answer: CopiedFile | { readonly error: string }
  try {
    answer = copy(from, to)
  } catch (cause) {
    answer = { error: (cause as NodeJS.ErrnoException).code ?? String(cause) }
  }
  process.stdout.write(JSON.stringify(answer))
}
