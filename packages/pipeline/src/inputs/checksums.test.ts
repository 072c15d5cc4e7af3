import { createHash, randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { sha256OfFile } from "./checksums.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-checksums-"))
afterAll(() => rmSync(root, { recursive: true }))

const fileOf = (bytes: Uint8Array): string => {
  const file = join(root, `${bytes.length}`)
  writeFileSync(file, bytes)
  return file
}

test.each([0, 1, 262_144, 1_000_000])("the checksum of a file of %d bytes", async (size) => {
  const bytes = randomBytes(size)
  expect(await sha256OfFile(fileOf(bytes))).toBe(createHash("sha256").update(bytes).digest("hex"))
})

test("stops between two reads when interrupted", async () => {
  const controller = new AbortController()
  const reading = sha256OfFile(fileOf(randomBytes(2_000_000)), controller.signal)
  controller.abort()
  await expect(reading).rejects.toThrow("aborted")
})
