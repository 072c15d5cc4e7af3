import { expect, test } from "vitest"
import { Random } from "../worlds/random.ts"
import { hashOf } from "./hash.ts"

/** Upper 0.1 % points of χ² for one degree of freedom less than the number of buckets, rounded up. */
const CRITICAL = new Map([
  [5, 18.5],
  [7, 22.5],
  [1000, 1144],
])

test.each([...CRITICAL])("both halves are evenly distributed over %i buckets", (buckets, critical) => {
  const contacts = 20_000
  for (const half of ["high", "low"] as const) {
    const counts = new Array<number>(buckets).fill(0)
    for (let id = 1; id <= contacts; id++) {
      counts[Number(hashOf(BigInt(id), "birthday", 2026)[half] % BigInt(buckets))] += 1
    }
    const expected = contacts / buckets
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(critical)
  }
})

test("no two ids have the same hash, whether close, large or negative", () => {
  const random = new Random(11)
  const ids = new Set<bigint>()
  for (let i = 0; i < 5000; i++) {
    const base = BigInt(random.int(-(2 ** 31), 2 ** 31)) * BigInt(random.pick([1, 2 ** 16, 2 ** 31]))
    ids
      .add(base)
      .add(base + 1n)
      .add(-base)
  }
  const hashes = new Set([...ids].map((id) => Object.values(hashOf(id, "aep", 2027)).join()))
  expect(hashes.size).toBe(ids.size)
})

test("type and year change the hash", () => {
  const hashes = [
    hashOf(1n, "birthday", 2026),
    hashOf(1n, "birthday", 2027),
    hashOf(1n, "aep", 2026),
    hashOf(-1n, "aep", 2026),
  ]
  expect(new Set(hashes.map((hash) => `${hash.high} ${hash.low}`)).size).toBe(4)
  expect(
    hashes.every(({ high, low }) => high >= 0n && low >= 0n && high < 2n ** 32n && low < 2n ** 32n),
  ).toBe(true)
})
