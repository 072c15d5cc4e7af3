import { contactColumns } from "@almanac/core/columns/contacts"
import { expect, test } from "vitest"
import { RowsCache } from "./cache.ts"

const shard = () => contactColumns(100, 0, 0)

test("what was used longest ago goes first, and the newest always stays", () => {
  const cache = new RowsCache(3 * 100 * 53)
  const shards = [shard(), shard(), shard(), shard()]
  shards.slice(0, 3).forEach((columns, index) => {
    cache.put(`${index}`, columns)
  })
  expect(cache.get("0")).toBe(shards[0])
  cache.put("3", shards[3]!)
  expect(["0", "1", "2", "3"].map((key) => cache.get(key))).toEqual([
    shards[0],
    undefined,
    shards[2],
    shards[3],
  ])
  const large = contactColumns(1000, 0, 0)
  cache.put("4", large)
  expect(["0", "1", "2", "3", "4"].map((key) => cache.get(key))).toEqual([
    ...[undefined, undefined, undefined, undefined],
    large,
  ])
})

test("rows read twice at the same time are kept once", () => {
  const cache = new RowsCache(2 * 100 * 53)
  const [first, second] = [shard(), shard()]
  cache.put("0", first)
  cache.put("0", second)
  cache.put("1", shard())
  expect(cache.get("0")).toBe(first)
  expect(cache.get("1")).toBeDefined()
})
