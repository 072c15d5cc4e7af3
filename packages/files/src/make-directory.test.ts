import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { makeDirectory } from "./make-directory.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-make-directory-"))
afterAll(() => rmSync(root, { recursive: true }))

test("makes what is missing, with the mode, and leaves what is there", async () => {
  await makeDirectory(join(root, "a"))
  await makeDirectory(join(root, "a/b/c"), 0o700)
  await makeDirectory(join(root, "a/b/c"))
  expect(statSync(join(root, "a/b/c")).mode & 0o777).toBe(0o700)
})

test.each(["file", "file/below"])("fails at %s, where a file is in the way", async (path) => {
  writeFileSync(join(root, "file"), "")
  await expect(makeDirectory(join(root, path))).rejects.toMatchObject({
    code: expect.stringMatching(/EEXIST|ENOTDIR/),
  })
})

test("ends where a directory takes no entries", async () => {
  await expect(makeDirectory("/proc/almanac/deep")).rejects.toMatchObject({
    code: expect.stringMatching(/^E/),
  })
})
