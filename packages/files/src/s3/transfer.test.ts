/** Tests sending files to a store over HTTP and receiving them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { Bucket } from "./bucket.ts"
import { KEY, openStore, type Store } from "./fixture-store.ts"
import { type FileInBucket, listFiles, receiveFiles, sendFiles } from "./transfer.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-transfer-"))
let store: Store
let bucket: Bucket

/** The contents by path. One is larger than two pieces. */
const CONTENTS: Readonly<Record<string, Buffer>> = {
  "a/b & c='1' + (2)%.csv": Buffer.from("x"),
  "a/empty": Buffer.alloc(0),
  large: Buffer.alloc((16 << 20) + 5, "0123456789"),
}
const FILES = Object.entries(CONTENTS).map(([path, { length }]) => ({ path, bytes: length }))

beforeAll(async () => {
  store = await openStore()
  bucket = new Bucket({ ...KEY, name: "s3://bucket/some", root: `${store.endpoint}/bucket`, prefix: "some" })
  mkdirSync(join(root, "from", "a"), { recursive: true })
  for (const [path, content] of Object.entries(CONTENTS)) writeFileSync(join(root, "from", path), content)
})
afterAll(async () => {
  await store.close()
  rmSync(root, { recursive: true })
})

const send = (prefix: string) => Effect.runPromise(sendFiles(bucket, prefix, join(root, "from"), FILES))
const receive = (prefix: string, to: string, files: ReadonlyArray<FileInBucket>) =>
  Effect.runPromise(receiveFiles(bucket, prefix, join(root, to), files))

test("files of all sizes and names come back as they were", async () => {
  const sent = await send("x/")
  const listed = await Effect.runPromise(listFiles(bucket, "x/"))
  const sizes = (files: ReadonlyArray<FileInBucket>) =>
    files.map(({ path, bytes }) => `${path} ${bytes}`).sort()
  expect(sizes(listed)).toEqual(sizes(FILES))
  expect(sent.find(({ path }) => path === "large")?.pieces?.length).toBe(3)
  for (const [to, files] of Object.entries({ sent, listed })) {
    await receive("x/", to, files)
    for (const [path, content] of Object.entries(CONTENTS)) {
      expect(readFileSync(join(root, to, path)).equals(content)).toBe(true)
    }
  }
})

test("an object that is missing, or has other content or another tag, is not received", async () => {
  const sent = await send("y/")
  const listed = await Effect.runPromise(listFiles(bucket, "y/"))
  store.objects.set("bucket/some/y/large", Buffer.alloc((16 << 20) + 5, "1234567890"))
  await expect(receive("y/", "damaged", sent)).rejects.toThrow(
    "s3://bucket/some/y/large cannot be read or written (the object has other content than was sent)",
  )
  await expect(receive("y/", "damaged", listed)).rejects.toThrow(
    "s3://bucket/some/y/large has changed while the run was reading it: leave the inputs as they are, and run again",
  )
  store.objects.delete("bucket/some/y/a/empty")
  await expect(receive("y/", "damaged", sent)).rejects.toThrow(/y\/a\/empty .*\(the object is missing\)/)
})

test("a file that the store does not take in whole leaves no parts there", async () => {
  store.failure = (line) => (/partNumber=2/.test(line) ? 403 : undefined)
  await expect(send("z/")).rejects.toThrow(/^s3:\/\/bucket\/some\/z\/large: PUT was answered with 403/)
  store.failure = () => undefined
  expect(store.uploads.size).toBe(0)
})

test("uploads that a killed process left are found and removed", async () => {
  const upload = await bucket.beginUpload("left/large")
  expect(await bucket.uploads("left/")).toEqual([["left/large", upload]])
  expect(await bucket.uploads("other/")).toEqual([])
  await bucket.dropUpload("left/large", upload)
  expect(store.uploads.size).toBe(0)
})

test("a name that no file can have is refused", async () => {
  store.objects.set("bucket/some/odd/../b", new Uint8Array([1]))
  await expect(Effect.runPromise(listFiles(bucket, "odd/"))).rejects.toThrow(/cannot be the name of a file/)
})
