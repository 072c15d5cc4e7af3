import { expect, test } from "vitest"
import { isReleaseId, releaseId, shardOfId, shardPath } from "./format.ts"

const shardOf = (id: bigint, shards: number): number =>
  shardOfId(Number(BigInt.asIntN(32, id >> 32n)), Number(BigInt.asIntN(32, id)), shards)

test("the shard of a contact id never changes, because other versions read releases too", () => {
  const ids = [0n, 1n, 2n, -1n, 4711n, 2n ** 32n, -(2n ** 63n), 2n ** 63n - 1n]
  expect(ids.map((id) => shardOf(id, 1000))).toMatchInlineSnapshot(`
    [
      0,
      727,
      78,
      689,
      648,
      951,
      805,
      908,
    ]
  `)
  expect(ids.map((id) => shardOf(id, 1))).toEqual(ids.map(() => 0))
})

test("consecutive ids are spread evenly over the shards", () => {
  const [contacts, shards] = [100_000, 50]
  const counts = new Array<number>(shards).fill(0)
  for (let id = 0; id < contacts; id++) counts[shardOf(BigInt(id), shards)] += 1
  const expected = contacts / shards
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  expect(chiSquare).toBeLessThan(85)
})

test("paths and release ids have the form that the format defines", () => {
  expect(shardPath(42)).toBe("contacts/00042.parquet")
  const id = releaseId("2026-11-23", "0123456789abcdef".repeat(4))
  expect(id).toBe("2026-11-23-0123456789abcdef")
  expect(isReleaseId(id)).toBe(true)
  expect(["", `../${id}`, `${id}/x`, id.toUpperCase()].filter(isReleaseId)).toEqual([])
})
