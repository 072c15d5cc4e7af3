import { hashOf } from "@almanac/testkit/oracle/hash"
import { Random } from "@almanac/testkit/worlds/random"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { contactColumns } from "../columns/contacts.ts"
import { RowColumns } from "../columns/rows.ts"
import { fnv1a32, hashKey, hashRow } from "./hash.ts"

/** One contact with one row. */
const contacts = contactColumns(1, 0, 0)
const rows = new RowColumns()
rows.reserve(1)
rows.add(0, 0, 0, 0, 0, 0)

/** Both halves of the hash of an id. */
function halvesOf(id: bigint, key: number): { readonly high: number; readonly low: number } {
  contacts.id[0] = id
  hashRow(contacts, rows, 0, key)
  return { high: rows.hashHigh[0], low: rows.hashLow[0] }
}

const keyFor = (type: string, year: number): number => hashKey(fnv1a32(type), year)

describe("the hash equals the same computation with big integers", () => {
  const ids = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.constantFrom(2n ** 31n, -(2n ** 31n), 2n ** 32n, 2n ** 32n - 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  )
  const types = fc.constantFrom(
    "birthday",
    "effective_date",
    "aep",
    "post_window",
    "followup",
    "campaign_a.b-C_9",
  )

  test("for ids of any size and sign", () => {
    fc.assert(
      fc.property(ids, types, fc.integer({ min: 1900, max: 2200 }), (id, type, year) => {
        const key = keyFor(type, year)
        const { high, low } = hashOf(id, type, year)
        expect(halvesOf(id, key)).toEqual({ high: Number(high), low: Number(low) })
      }),
      { numRuns: 5000 },
    )
  })

  test("for fixed values, on which stored plans rely", () => {
    const known = [1n, -1n, 4_294_967_296n, 9_223_372_036_854_775_807n].map((id) => {
      const { high, low } = halvesOf(id, keyFor("birthday", 2026))
      return [high, low]
    })
    expect(known).toMatchInlineSnapshot(`
      [
        [
          4148448227,
          2227620973,
        ],
        [
          2042096501,
          1845858859,
        ],
        [
          1782701538,
          3189079669,
        ],
        [
          2674955052,
          1102731195,
        ],
      ]
    `)
  })
})

describe("no two contacts have the same hash", () => {
  const KEYS = [keyFor("birthday", 2026), keyFor("followup", 2027)]

  test.each([
    ["200,000 ids from 1 on", (n: number) => BigInt(n + 1)],
    ["200,000 ids around zero", (n: number) => BigInt(n - 100_000)],
    ["200,000 ids beyond 32 bits", (n: number) => 2n ** 40n + BigInt(n) * 4_294_967_291n],
    ["200,000 multiples of 2^32", (n: number) => BigInt(n - 100_000) << 32n],
  ])("%s", (_, idOf) => {
    for (const key of KEYS) {
      const hashes = new Set<number | bigint>()
      for (let n = 0; n < 200_000; n++) {
        const { high, low } = halvesOf(idOf(n), key)
        hashes.add((BigInt(high) << 32n) | BigInt(low))
      }
      expect(hashes.size).toBe(200_000)
    }
  })
})

/**
 * Values of χ² that are exceeded by chance once in ten thousand times, with one degree of freedom less than
 * the number of buckets.
 */
const CRITICAL = [
  [7, 27.9],
  [5, 23.6],
  [1000, 1172],
] as const

function chiSquare(buckets: number, hashes: Iterable<number>): number {
  const counts = new Float64Array(buckets)
  let total = 0
  for (const hash of hashes) {
    counts[hash % buckets] += 1
    total++
  }
  const expected = total / buckets
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe("the hash is evenly distributed", () => {
  const COUNT = 100_000
  const random = new Random(20_261_123)
  const word = (): bigint => BigInt(Math.floor(random.next() * 2 ** 32))
  const randomIds = Array.from({ length: COUNT }, () => BigInt.asIntN(64, (word() << 32n) | word()))
  const idSets: ReadonlyArray<readonly [string, ReadonlyArray<bigint>]> = [
    ["sequential ids", Array.from({ length: COUNT }, (_, n) => BigInt(n + 1))],
    ["every 64th id", Array.from({ length: COUNT }, (_, n) => BigInt(n) * 64n)],
    ["random ids", randomIds],
  ]
  const cases = idSets.flatMap(([name, ids]) =>
    CRITICAL.flatMap(([buckets, critical]) =>
      (["high", "low"] as const).map((half) => ({ name, ids, buckets, critical, half })),
    ),
  )

  test.each(cases)("$half half of $name over $buckets buckets", ({ ids, buckets, critical, half }) => {
    for (const [type, year] of [
      ["birthday", 2026],
      ["effective_date", 2027],
      ["followup", 2026],
    ] as const) {
      const key = keyFor(type, year)
      const hashes = ids.map((id) => halvesOf(id, key)[half])
      expect(chiSquare(buckets, hashes)).toBeLessThan(critical)
    }
  })

  test("types and years have different keys", () => {
    const keys = ["birthday", "aep", "followup"].flatMap((type) =>
      [2025, 2026, 2027].map((year) => keyFor(type, year)),
    )
    expect(new Set(keys).size).toBe(9)
    const [a, b] = [keyFor("birthday", 2026), keyFor("birthday", 2027)]
    const agreeing = Array.from({ length: COUNT }, (_, id) => id).filter(
      (id) => halvesOf(BigInt(id), a).high % 7 === halvesOf(BigInt(id), b).high % 7,
    )
    expect(Math.abs(agreeing.length / COUNT - 1 / 7)).toBeLessThan(0.005)
  })
})
