import { expect, test } from "vitest"
import { packSeries, type Series, unpackSeries } from "./cells.ts"

const SIZES = { types: 300, states: 62 }

const series = (
  kind: number,
  type: number,
  state: number,
  cells: ReadonlyArray<[number, number]>,
): Series => ({
  kind,
  type,
  state,
  days: Int32Array.from(cells.map(([day]) => day)),
  counts: Int32Array.from(cells.map(([, count]) => count)),
})

test("packed series are the same after unpacking", () => {
  const all = [
    series(0, 0, 0, [[0, 1]]),
    series(0, 7, 61, [
      [3, 127],
      [4, 128],
      [2000, 2_147_483_647],
    ]),
    series(12, 299, 0, [[1500, 16_384]]),
  ]
  expect(unpackSeries(packSeries(all, SIZES), SIZES)).toEqual(all)
  expect(unpackSeries(packSeries([], SIZES), SIZES)).toEqual([])
})
