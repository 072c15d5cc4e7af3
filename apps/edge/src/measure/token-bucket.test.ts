import { expect, test } from "vitest"
import { tokenBuckets } from "./token-bucket.ts"

test("a burst passes, then as many as flow in", async () => {
  let now = 0
  const limit = tokenBuckets(2, 3, () => now)
  expect([limit("a"), limit("a"), limit("a"), limit("a")]).toEqual([undefined, undefined, undefined, 1])
  expect(limit("b")).toBeUndefined()
  now = 500
  expect([limit("a"), limit("a")]).toEqual([undefined, 1])
  now = 1_000_000
  expect([limit("a"), limit("a"), limit("a"), limit("a")]).toEqual([undefined, undefined, undefined, 1])
})

test("a slow rate says how long to wait", () => {
  const limit = tokenBuckets(0.1, 1, () => 0)
  expect([limit("a"), limit("a")]).toEqual([undefined, 10])
})

test("it forgets keys that have been quiet longest", () => {
  const limit = tokenBuckets(1, 1, () => 0)
  limit("first")
  for (let i = 0; i < 10_000; i++) limit(`key ${i}`)
  expect(limit("first")).toBeUndefined()
  expect(limit("key 9999")).toBe(1)
})
