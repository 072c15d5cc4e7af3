import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { writeNamedFile, writeText } from "./complete-file.ts"
import { accessing, accessingNow } from "./file-error.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-file-error-"))
afterAll(() => rmSync(root, { recursive: true }))

const missing = join(root, "missing")
const failed = <A, E>(work: Effect.Effect<A, E>) => Effect.runPromise(Effect.flip(work))

test.each([
  ["that waits", accessing(missing, () => readFile(missing))],
  ["that blocks", accessingNow(missing, () => readFileSync(missing))],
  ["that writes a text", writeText(join(missing, "x"), "")],
])("an operation %s fails with the path and the code", async (_, work) => {
  const error = await failed<unknown, { readonly path: string }>(work)
  expect(error).toMatchObject({ _tag: "FileError", code: "ENOENT" })
  expect(String(error)).toContain(`${error.path} cannot be read or written (ENOENT)`)
})

test("a text is written whole or not at all", async () => {
  await Effect.runPromise(writeNamedFile(join(root, "text"), "whole"))
  writeFileSync(join(root, "file"), "")
  expect((await failed(writeNamedFile(join(root, "file/x"), ""))).message).toBe(
    `${join(root, "file/x")} cannot be written (ENOTDIR): name a file in a directory that can be written`,
  )
  expect(readFileSync(join(root, "text"), "utf8")).toBe("whole")
  expect(readdirSync(root).sort()).toEqual(["file", "text"])
})
