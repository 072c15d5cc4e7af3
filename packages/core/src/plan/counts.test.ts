import * as fc from "fast-check"
import { expect, test } from "vitest"
import { Counts, KEY_BASE } from "./counts.ts"

type Addition = readonly [org: number, high: number, low: number, detail: number, count: number]

function summed(additions: Iterable<Addition>): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [org, high, low, detail, count] of additions) {
    const key = `${org} ${high} ${low} ${detail}`
    sums.set(key, (sums.get(key) ?? 0) + count)
  }
  return sums
}

function countsOf(additions: ReadonlyArray<Addition>, counts = new Counts()): Counts {
  for (const addition of additions) counts.add(...addition)
  return counts
}

const sorted = (sums: Map<string, number>) => [...sums].sort(([a], [b]) => (a < b ? -1 : 1))

const sums = (counts: Counts) => sorted(summed(Counts.unpack(counts.packed())))

const additions = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(3), fc.nat(1_000_000)),
    fc.oneof(fc.nat(5), fc.nat(30_000)),
    fc.oneof(fc.nat(20), fc.nat(KEY_BASE - 1)),
    fc.oneof(fc.nat(2), fc.nat(2 ** 30 - 1)),
    fc.integer({ min: 1, max: 5 }),
  ),
  { maxLength: 3_000, size: "max" },
)

test("holds the sum of every key, in any order of additions", () => {
  fc.assert(
    fc.property(additions, (given) => {
      const counts = countsOf(given)
      const expected = sorted(summed(given))
      expect(sums(counts)).toEqual(expected)
      expect(counts.size).toBe(expected.length)
    }),
    { numRuns: 60 },
  )
})

test("cleared counts start at zero", () => {
  fc.assert(
    fc.property(additions, additions, (before, after) => {
      const counts = countsOf(before)
      counts.clear()
      expect([counts.size, counts.packed().length]).toEqual([0, 0])
      expect(sums(countsOf(after, counts))).toEqual(sorted(summed(after)))
    }),
    { numRuns: 30 },
  )
})

test("packed counts are added to others", () => {
  fc.assert(
    fc.property(additions, additions, (some, others) => {
      const counts = countsOf(some)
      counts.addPacked(countsOf(others).packed())
      expect(sums(counts)).toEqual(sorted(summed([...some, ...others])))
    }),
    { numRuns: 30 },
  )
})

test("pending additions are made before counts are read, cleared or added to", () => {
  fc.assert(
    fc.property(additions, additions, (given, later) => {
      const ones = later.map(([org, high, low, detail]): Addition => [org, high, low, detail, 1])
      const expected = sorted(summed([...given, ...ones]))
      const counts = countsOf(given)
      for (const [org, high, low, detail] of ones) counts.addLater(org, high, low, detail)
      expect(counts.size).toBe(expected.length)
      expect(sums(counts)).toEqual(expected)
      for (const [org, high, low, detail] of ones) counts.addLater(org, high, low, detail)
      counts.clear()
      expect(sums(counts)).toEqual([])
      for (const [org, high, low, detail] of ones) counts.addLater(org, high, low, detail)
      expect([...counts.entries()].length).toBe(summed(ones).size)
    }),
    { numRuns: 30 },
  )
})

test("a table that grows keeps its counts", () => {
  const given = Array.from(
    { length: 60_000 },
    (_, n): Addition => [n % 7, n % 900, n % 11_000, n % 2, 1 + (n % 3)],
  )
  expect(sums(countsOf(given))).toEqual(sorted(summed(given)))
})

test("entries and byOrg give the key as one number", () => {
  const counts = countsOf([
    [2, 3, 4, 9, 5],
    [0, 30_000, KEY_BASE - 1, 0, 1],
    [2, 3, 4, 9, 2],
    [2, 3, 4, 8, 1],
  ])
  const last = 30_000 * KEY_BASE + KEY_BASE - 1
  const key = 3 * KEY_BASE + 4
  expect([...counts.entries()].sort((a, b) => a.org - b.org || a.detail - b.detail)).toEqual([
    { org: 0, key: last, detail: 0, emails: 1 },
    { org: 2, key, detail: 8, emails: 1 },
    { org: 2, key, detail: 9, emails: 7 },
  ])
  expect(counts.byOrg[0]).toEqual([{ key: last, detail: 0, emails: 1 }])
  expect(counts.byOrg[1]).toBe(undefined)
  expect(counts.byOrg[2]?.toSorted((a, b) => a.detail - b.detail)).toEqual([
    { key, detail: 8, emails: 1 },
    { key, detail: 9, emails: 7 },
  ])
})
