import { expect, test } from "vitest"
import { dailyCap, dailyThreshold, floorShare } from "./cap.ts"

/** Shares as written in a configuration. The last ones have the most decimals that it allows. */
const SHARES = [
  "0.07",
  "0.3",
  "0.1",
  "0.29",
  "0.57",
  "1",
  "1.2",
  "1.15",
  "0.000001",
  "0.333333",
  "0.999999",
  "99.999999",
]

/** floor(share × count), computed from the decimal text of the share in whole millionths. */
function exactFloor(share: string, count: number): number {
  const [whole = "0", decimals = ""] = share.split(".")
  return Number((BigInt(whole + decimals.padEnd(6, "0")) * BigInt(count)) / 1_000_000n)
}

test.each(SHARES)("%s of every count up to 100,000 is exact", (share) => {
  const value = Number(share)
  const wrong: Array<number> = []
  for (let count = 0; count <= 100_000; count++) {
    if (floorShare(value, count) !== exactFloor(share, count)) wrong.push(count)
  }
  expect(wrong).toEqual([])
})

test.each([
  [0.07, 1000, 70],
  [0.07, 100, 7],
  [0.07, 99, 6],
  [0.29, 100, 29],
  [0.57, 100, 57],
  [1.1, 30, 33],
  [0.07, 3_000_000, 210_000],
  [0.000001, 9_007_199_254, 9007],
])("%d of %d is %d", (share, count, expected) => {
  expect(floorShare(share, count)).toBe(expected)
})

test("a cap is at least 1, and a threshold is at least the cap", () => {
  expect([0, 1, 14, 15, 28, 29, 1000].map((contacts) => dailyCap(0.07, contacts))).toEqual([
    1, 1, 1, 1, 1, 2, 70,
  ])
  expect([1, 4, 5, 70].map((cap) => dailyThreshold(1.2, cap))).toEqual([1, 4, 6, 84])
  expect(dailyThreshold(1, 70)).toBe(70)
})
