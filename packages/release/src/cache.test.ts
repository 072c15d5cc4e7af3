import { contactColumns } from "@almanac/core/columns/contacts"
import { expect, test } from "vitest"
import { RowsCache } from "./cache.ts"

const shard = () => contactColumns(100, 0, 0)

test("the least recently used rows are dropped first, and the newest always stay", () => {
  const cache = new RowsCache(3 * 100 * 62)
  const shards = [shard(), shard(), shard(), shard()]
  shards.slice(0, 3).forEach((columns, index) => {
    cache.put(`${index}`, columns)
  })
  expect(cache.get("0")).toBe(shards[0])
  cache.put("3", shards[3])
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

test("rows put twice under one key are kept once", () => {
  const cache = new RowsCache(2 * 100 * 62)
  const [first, second] = [shard(), shard()]
  cache.put("0", first)
  cache.put("0", second)
  cache.put("1", shard())
  expect(cache.get("0")).toBe(first)
  expect(cache.get("1")).toBeDefined()
})
