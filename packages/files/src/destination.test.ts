import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { openDestination } from "./destination.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-destination-"))
afterAll(() => rmSync(root, { recursive: true }))

const write = (directory: string, publish: boolean) =>
  Effect.gen(function* () {
    const destination = yield* openDestination(directory)
    writeFileSync(join(destination.files, "contacts.parquet"), "")
    writeFileSync(join(destination.scratch, "spill"), "")
    if (publish) yield* destination.publish
  }).pipe(Effect.scoped)

test("publishing makes the directory, its parents, and leaves nothing else", async () => {
  await Effect.runPromise(write(join(root, "deep", "export"), true))
  expect(readdirSync(join(root, "deep"))).toEqual(["export"])
  expect(readdirSync(join(root, "deep", "export"))).toEqual(["contacts.parquet"])
})

test("an empty directory is taken", async () => {
  mkdirSync(join(root, "empty"))
  await Effect.runPromise(write(join(root, "empty"), true))
  expect(readdirSync(join(root, "empty"))).toEqual(["contacts.parquet"])
})

test("nothing remains if it is not published", async () => {
  mkdirSync(join(root, "stopped"))
  await Effect.runPromise(write(join(root, "stopped", "export"), false))
  expect(readdirSync(join(root, "stopped"))).toEqual([])
})

test("a directory that holds something is refused and kept", async () => {
  const full = join(root, "full")
  mkdirSync(full)
  writeFileSync(join(full, "contacts.csv"), "id\n")
  const refusal = await Effect.runPromise(Effect.flip(write(full, true)))
  expect(refusal.message).toBe(
    `${full} already holds contacts.csv: name a new or empty directory, or empty this one first`,
  )
  expect(readdirSync(full)).toEqual(["contacts.csv"])
})

test("a path that is a file, or goes through one, is refused", async () => {
  const file = join(root, "file")
  writeFileSync(file, "")
  for (const path of [file, join(file, "export")]) {
    const refusal = await Effect.runPromise(Effect.flip(write(path, true)))
    expect(refusal).toMatchObject({ _tag: "Refusal", message: expect.stringContaining("ENOTDIR") })
  }
  expect(existsSync(file)).toBe(true)
})
