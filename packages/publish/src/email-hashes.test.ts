/** Tests that contacts are found by keyed hashes of their emails, and that a release tells no email and no key. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runOnce } from "@almanac/pipeline/run/fixture"
import { openRelease } from "@almanac/release/open"
import { contactRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { directoryFiles } from "./directory-target.ts"
import { type EmailKey, readEmailKeys } from "./email-keys.ts"
import { emailHash, emailKey, publishIn } from "./fixture.ts"

const FAR = 2n ** 60n + 1n
const SHARED = "office@example.com"
const shared = Array.from({ length: 103 }, (_, n) => BigInt(1000 + n))
const root = mkdtempSync(join(tmpdir(), "almanac-email-hashes-"))
const [input, run] = [join(root, "in"), join(root, "run")]
afterAll(() => rmSync(root, { recursive: true }))

const documented = readFileSync(
  new URL("../../../docs/how-to/find-contacts-by-email.md", import.meta.url),
  "utf8",
)
const [, DOCUMENTED_KEY = ""] = /KEY=([0-9a-f]{64})\n/.exec(documented) ?? []
const [, DOCUMENTED_HASH = ""] = /email_hash=([0-9a-f]{32})/.exec(documented) ?? []

const [ONE, TWO, THREE] = [emailKey(1n, Buffer.from(DOCUMENTED_KEY, "hex")), emailKey(2n), emailKey(FAR)]

beforeAll(async () => {
  const world = smallWorld({
    as_of: "2026-11-23",
    contacts: [
      contactRow({ id: 7n, email: "Someone@Example.COM" }),
      contactRow({ id: 5n, org_id: 1n, email: "someone@example.com" }),
      contactRow({ id: 7n, email: "second-row@example.com" }),
      contactRow({ id: 8n, org_id: 2n, email: "someone@example.com" }),
      contactRow({ id: 9n, email: "rejected@example.com", zip_code: "00001" }),
      contactRow({ id: 10n, org_id: 3n, email: "no-key@example.com" }),
      contactRow({ id: -11n, org_id: FAR, email: "far+tag@example.com" }),
      ...shared.map((id) => contactRow({ id, email: SHARED })),
    ],
  })
  await writeWorld(world, input, { format: "csv" })
  await runOnce({ input, output: run, asOf: world.as_of, config: world.config })
})

async function published(directory: string, keys: ReadonlyArray<EmailKey>) {
  const { release, email_hash_orgs } = await publishIn(run, join(root, directory), 3, 1, { keys, input })
  const opened = await openRelease(directoryFiles(join(root, directory)), release)
  const ids = async (key: EmailKey, email: string, org = key.org) =>
    (await opened.contactsOfEmail(org, emailHash(key, email)))?.contactIds
  return { release, orgs: email_hash_orgs, opened, ids }
}

test("a contact is found with the key of its organisation, however the email is written", async () => {
  const { orgs, ids, opened } = await published("found", [ONE, TWO, THREE, emailKey(77n)])
  expect(orgs).toEqual([1n, 2n, FAR])
  expect(await ids(ONE, " SOMEONE@example.com\n")).toEqual([5n, 7n])
  expect((await opened.contactsOfEmail(1n, DOCUMENTED_HASH))?.contactIds).toEqual([5n, 7n])
  expect(await ids(TWO, "someone@example.com")).toEqual([8n])
  expect(await ids(THREE, "Far+Tag@example.com")).toEqual([-11n])
  expect(await ids(THREE, "far@example.com")).toEqual([])
  expect(await ids(ONE, "second-row@example.com")).toEqual([])
  expect(await ids(ONE, "rejected@example.com")).toEqual([])
  expect(await ids(ONE, "someone@example.com", 2n)).toEqual([])
  expect(await ids(TWO, "someone@example.com", 1n)).toEqual([])
  expect(await ids(ONE, "no-key@example.com", 3n)).toBe(undefined)
})

test("lists the first contacts if very many share one email", async () => {
  const { opened } = await published("many", [ONE])
  const found = await opened.contactsOfEmail(1n, emailHash(ONE, SHARED))
  expect(found).toEqual({ contactIds: shared.slice(0, 100), isMore: true })
})

test("a key is replaced without an interruption", async () => {
  const next = emailKey(1n)
  const both = await published("rotated", [ONE, next])
  expect(await both.ids(ONE, SHARED)).toEqual(await both.ids(next, SHARED))
  const later = await published("rotated", [next])
  expect(await later.ids(next, "someone@example.com")).toEqual([5n, 7n])
  expect(await later.ids(ONE, "someone@example.com")).toEqual([])
  expect((await published("rotated", [next])).release).toBe(later.release)
})

test("a release holds neither emails nor keys", async () => {
  await published("private", [ONE, TWO])
  const secrets = [ONE, TWO].flatMap(({ bytes }) => [
    Buffer.from(bytes).toString("latin1"),
    Buffer.from(bytes).toString("hex"),
  ])
  for (const entry of readdirSync(join(root, "private"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const content = readFileSync(join(entry.parentPath, entry.name), "latin1")
    expect(content).not.toMatch(/@example\.com/i)
    expect(secrets.filter((secret) => content.includes(secret))).toEqual([])
  }
})

test("inputs that are not those of the run are refused", async () => {
  const other = join(root, "other")
  await writeWorld(smallWorld({ as_of: "2026-11-23", contacts: [contactRow()] }), other, { format: "csv" })
  await expect(publishIn(run, join(root, "refused"), 3, 1, { keys: [ONE], input: other })).rejects.toThrow(
    /other is not the input of run test-run: contacts\.csv: expected 110 rows, found 1/,
  )
})

describe("a file of keys", () => {
  const KEY = Buffer.from(Array.from({ length: 32 }, (_, n) => (201 + 37 * n) % 256)).toString("hex")
  const file = join(root, "keys.json")
  const read = (text: string, mode = 0o600) => {
    writeFileSync(file, text)
    chmodSync(file, mode)
    return Effect.runPromise(readEmailKeys("--email-keys", file))
  }
  const entries = (...keys: ReadonlyArray<object>) => JSON.stringify({ keys })

  test("has keys of organisations", async () => {
    const other = KEY.replace(/^../, "00").toUpperCase()
    const text = entries(
      { org: 1, key: KEY },
      { org: "9007199254740993", key: other },
      { org: 1, key: KEY.replace(/^./, "d") },
    )
    const keys = await read(text, 0o640)
    expect(keys.map(({ org }) => org)).toEqual([1n, 9007199254740993n, 1n])
    expect(keys[1]?.bytes).toEqual(Buffer.from(other, "hex"))
  })

  test.each([
    ["no JSON", KEY, /is no list of keys: write \{"keys"/],
    ["no list", JSON.stringify({ [KEY]: 1 }), /is no list of keys/],
    ["an unknown field", JSON.stringify({ keys: [{ org: 1, key: KEY, [KEY]: 1 }] }), /is no list of keys/],
    ["no keys", entries(), /is no list of keys/],
    ["an organisation that is none", entries({ org: KEY, key: KEY }), /entry 1: org is not a whole number/],
    ["a short key", entries({ org: 1, key: KEY.slice(2) }), /entry 1: the key is not 32 random bytes/],
    ["a key in other letters", entries({ org: 1, key: KEY.replace(/^./, "g") }), /not 32 random bytes/],
    ["a key made by hand", entries({ org: 1, key: "0123456789abcdef".repeat(4) }), /not 32 random bytes/],
    ["one key twice", entries({ org: 1, key: KEY }, { org: 2, key: KEY }), /entries 1 and 2 have one key/],
  ])("with %s is refused, and nothing of it is repeated", async (_, text, says) => {
    const error = await read(text).catch((refusal: Error) => refusal)
    expect(error).toMatchObject({ _tag: "Refusal", message: expect.stringMatching(says) })
    expect(JSON.stringify(error) + String(error)).not.toMatch(new RegExp(`${KEY.slice(2, 12)}|0123456789`))
  })

  test("that everybody can read, or nobody, is refused", async () => {
    await expect(read(entries({ org: 1, key: KEY }), 0o644)).rejects.toThrow(/every user .+: chmod 600 /)
    await expect(
      Effect.runPromise(readEmailKeys("--email-keys", join(root, "nowhere.json"))),
    ).rejects.toThrow(/--email-keys .+nowhere\.json cannot be read: name a readable file of keys/)
  })
})
