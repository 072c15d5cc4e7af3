/** Tests that no answer comes from a release with a missing or damaged piece. */
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { runOnce } from "@almanac/pipeline/run/fixture"
import { contactAnswer } from "@almanac/release/contact"
import {
  DUE_INDEX,
  EMAIL_HASH_INDEX,
  ORGANISATIONS,
  POINTER,
  releaseId,
  releasePath,
  SHARED_PIECES,
} from "@almanac/release/format"
import { currentRelease, openRelease } from "@almanac/release/open"
import { type MemoryFiles, memoryFiles } from "@almanac/release/testing/memory-files"
import { contactRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import { writeWorld } from "@almanac/testkit/write-world"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { emailHash, emailKey, publishIn } from "./fixture.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-damage-test-"))
afterAll(() => rmSync(root, { recursive: true }))
const published = new Map<string, Uint8Array>()
let id = ""
const KEY = emailKey(1n)

beforeAll(async () => {
  const world = smallWorld({
    as_of: "2026-11-23",
    contacts: [contactRow({ id: 7n, birth_date: "1955-03-04" })],
  })
  const [input, output, directory] = [join(root, "in"), join(root, "out"), join(root, "releases")]
  await writeWorld(world, input, { format: "parquet" })
  await runOnce({ input, output, asOf: world.as_of, config: world.config })
  id = (await publishIn(output, directory, 3, 1, { keys: [KEY], input })).release
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) published.set(path.slice(directory.length + 1), new Uint8Array(readFileSync(path)))
  }
})

/** Asks for a contact, for all rows of the day of the contact's first row, and for who has the contact's email. */
const ask = async (files: MemoryFiles) => {
  const release = await openRelease(files, await currentRelease(files))
  const answer = await contactAnswer(release, 1n, 7n)
  const day = parseDay(answer?.rows[0]?.scheduled_send_date ?? "") as Day
  const due = await release.due(release.id)
  await release.contactsOfEmail(1n, emailHash(KEY, "contact7@example.com"))
  return { answer, due: await due.read(1n, day, await due.start(1n, day)) }
}

const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

const changed = (path: string, bytes: Uint8Array | undefined): MemoryFiles => {
  const files = memoryFiles(published)
  if (bytes === undefined) files.pieces.delete(path)
  else files.pieces.set(path, bytes)
  return files
}

test("the release answers as long as it is whole", async () => {
  const { answer, due } = await ask(memoryFiles(published))
  expect(due.rows[0]).toEqual(answer?.rows[0])
})

const PIECES = [
  ...["manifest.json", ...SHARED_PIECES, "contacts/00000.parquet", DUE_INDEX, "due/00000.parquet"],
  ...[EMAIL_HASH_INDEX, "email-hashes/00000.parquet"],
]

describe.each(PIECES)("%s", (piece) => {
  const damages: ReadonlyArray<readonly [string, (bytes: Uint8Array) => Uint8Array]> = [
    ["a changed byte", (bytes) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1)],
    ["a byte too few", (bytes) => bytes.slice(0, -1)],
    ["a byte too many", (bytes) => Uint8Array.from([...bytes, 10])],
    ["nothing", () => new Uint8Array(0)],
  ]
  test.each(damages)("with %s is damaged", async (_, damage) => {
    const path = releasePath(id, piece)
    const files = changed(path, damage(published.get(path) as Uint8Array))
    await expect(ask(files)).rejects.toMatchObject({
      _tag: "ReleaseError",
      reason: "damaged",
      message: `${path} is not as published: publish the run again`,
    })
  })

  test("that is not there is missing", async () => {
    const path = releasePath(id, piece)
    await expect(ask(changed(path, undefined))).rejects.toMatchObject({
      _tag: "ReleaseError",
      reason: "missing",
      message: `${path} is not there: publish the run again`,
    })
  })
})

test("a release of format 1, without rows by day, emails and settings of organisations, answers everything else", async () => {
  const manifest = JSON.parse(new TextDecoder().decode(published.get(releasePath(id, "manifest.json"))))
  const isNew = (path: string) =>
    path.startsWith("due/") || path.startsWith("email-hashes/") || path === ORGANISATIONS
  const pieces = manifest.pieces.filter(({ path }: { readonly path: string }) => !isNew(path))
  const bytes = text({ ...manifest, format: 1, pieces })
  const older = releaseId(manifest.run.as_of, createHash("sha256").update(bytes).digest("hex"))
  const files = memoryFiles(
    [...published].flatMap(([path, piece]) =>
      isNew(path.replace(releasePath(id, ""), "")) ? [] : [[path.replace(id, older), piece] as const],
    ),
  )
  files.pieces.set(releasePath(older, "manifest.json"), bytes)
  const release = await openRelease(files, older)
  expect((await contactAnswer(release, 1n, 7n))?.rows.length).toBeGreaterThan(0)
  await expect(release.due(older)).rejects.toMatchObject({ _tag: "ReleaseError", reason: "version" })
  expect(await release.contactsOfEmail(1n, "0".repeat(32))).toBe(undefined)
})

describe("the pointer", () => {
  const NOWHERE = "2026-01-01-0123456789abcdef"
  test.each([
    ["is not there", undefined, "missing"],
    ["is empty", new Uint8Array(0), "damaged"],
    ["is no object", text(null), "damaged"],
    ["has no release", text({ format: 1, kept: [] }), "damaged"],
    ["keeps something that is no id", text({ format: 1, release: NOWHERE, kept: [1] }), "damaged"],
    ["has no format", text({ release: NOWHERE, kept: [] }), "damaged"],
    ["is of a later format", text({ format: 3, release: NOWHERE, kept: [] }), "version"],
    ["names a release that is not there", text({ format: 1, release: NOWHERE, kept: [NOWHERE] }), "missing"],
    ["names a path", text({ format: 1, release: "../../etc", kept: [] }), "damaged"],
  ])("%s", async (_, bytes, reason) => {
    await expect(ask(changed(POINTER, bytes))).rejects.toMatchObject({ _tag: "ReleaseError", reason })
  })
})
