import { describe, expect, test } from "vitest"
import { covers, ownerOf, type Principal, readKeys, suffices } from "./registry.ts"
import { hashKey, makeKey } from "./secret.ts"

const NOW = Date.parse("2026-11-23T12:00:00Z")

async function registered(...entries: ReadonlyArray<object>) {
  const key = makeKey()
  const sha256 = await hashKey(key)
  const registry = readKeys({
    keys: entries.map((entry) => ({ id: "k", sha256, role: "reader", orgs: "all", ...entry })),
  })
  return { registry, sha256 }
}

test("keys are random and kept as SHA-256", async () => {
  expect(makeKey()).toMatch(/^almanac_[0-9a-f]{64}$/)
  expect(makeKey()).not.toBe(makeKey())
  expect(await hashKey("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
})

describe("a key holds", () => {
  test.each([
    [{}, true],
    [{ not_before: "2026-11-23T12:00:00Z" }, true],
    [{ not_before: "2026-11-23T12:00:01Z" }, false],
    [{ expires_at: "2026-11-23T12:00:01Z" }, true],
    [{ expires_at: "2026-11-23T12:00:00Z" }, false],
    [{ expires_at: "2026-11-23T06:00:00.001-06:00" }, true],
    [{ expires_at: "2026-11-23T12:00Z" }, false],
    [{ revoked: false }, true],
    [{ revoked: true }, false],
  ])("%j: %s", async (entry, holds) => {
    const { registry, sha256 } = await registered(entry)
    expect(ownerOf(registry, sha256, NOW)?.keyId).toBe(holds ? "k" : undefined)
  })

  test("by its whole hash alone", async () => {
    const { registry, sha256 } = await registered({})
    const last = sha256.endsWith("0") ? "1" : "0"
    expect(ownerOf(registry, sha256.slice(0, -1) + last, NOW)).toBeUndefined()
    expect(ownerOf(registry, sha256.slice(0, 8), NOW)).toBeUndefined()
    expect(ownerOf(registry, "", NOW)).toBeUndefined()
  })
})

test("roles contain each other", () => {
  expect(suffices("admin", "reader")).toBe(true)
  expect(suffices("operator", "operator")).toBe(true)
  expect(suffices("reader", "operator")).toBe(false)
})

test("organisations are ids of 64 bits, as numbers or text", async () => {
  const { registry, sha256 } = await registered({ orgs: [1, "9007199254740993"] })
  const owner = ownerOf(registry, sha256, NOW) as Principal
  expect([1n, 9007199254740993n, 9007199254740992n, 2n].map((org) => covers(owner, org))).toEqual([
    ...[true, true, false, false],
  ])
})

test.each([
  [{ sha256: "secret" }, /sha256/],
  [{ role: "owner" }, /role/],
  [{ orgs: ["x"] }, /orgs/],
  [{ orgs: "none" }, /orgs/],
  [{ expires_at: "soon" }, /expires_at/],
  [{ expires_at: "2026-12-01" }, /expires_at/],
  [{ expires_at: "2026-12-01T00:00:00" }, /expires_at/],
  [{ expires_at: "2026-12-01 (whenever)" }, /expires_at/],
  [{ expires_at: "2027-02-30T00:00:00Z" }, /expires_at/],
  [{ not_before: "2027-01-01T24:00:00Z" }, /not_before/],
  [{ expires: "2026-01-01" }, /expires/],
])("a registry with %j is refused without a word of its hashes", async (entry, place) => {
  const error = await registered(entry).catch((cause: Error) => cause)
  expect((error as Error).message).toMatch(place)
  expect((error as Error).message).not.toMatch(/[0-9a-f]{16}/)
})

test("a key that has two entries is refused: revoked in one of them, it would still hold", async () => {
  await expect(registered({ id: "portal" }, { id: "portal-2", revoked: true })).rejects.toThrow(
    /^the keys cannot be read: portal and portal-2 have the same sha256: give each key only one entry$/,
  )
})
