import { expect, test } from "vitest"
import { lowestLevels } from "./levels.ts"

interface Emails {
  readonly released: number
  readonly due: number
  readonly count: number
}

/** Levels of five days whose base is 10. */
const levels = (
  bundles: ReadonlyArray<Emails>,
  fixed: ReadonlyArray<number> = [0, 0, 0, 0, 0],
  lift: ReadonlyArray<number> = [0, 0, 0, 0, 0],
) => [
  ...lowestLevels(
    bundles,
    Float64Array.from(fixed),
    Float64Array.from(lift, (below) => Math.max(0, 10 + below)),
    Float64Array.from(lift),
    1000,
  ),
]

test("every day keeps its base if all deadlines can be met", () => {
  expect(levels([{ released: 0, due: 4, count: 50 }])).toEqual([10, 10, 10, 10, 10])
})

test("a stretch that is short of room rises evenly, its first days one higher if necessary", () => {
  expect(levels([{ released: 1, due: 3, count: 37 }])).toEqual([10, 13, 12, 12, 10])
})

test("emails that must go on one day raise only that day", () => {
  const levelsOf = levels([
    { released: 0, due: 0, count: 100 },
    { released: 0, due: 4, count: 40 },
  ])
  expect(levelsOf).toEqual([100, 10, 10, 10, 10])
})

test("the stretch with the highest level is settled first, then the others around it", () => {
  const levelsOf = levels([
    { released: 2, due: 2, count: 30 },
    { released: 0, due: 4, count: 60 },
  ])
  expect(levelsOf).toEqual([15, 15, 30, 15, 15])
})

test("days with more fixed emails than the level give no room", () => {
  expect(levels([{ released: 0, due: 2, count: 25 }], [0, 40, 5, 0, 0])).toEqual([15, 14, 15, 10, 10])
})

test("days with different bases rise by the same number of emails, and closed days do not rise", () => {
  const closed = Number.NEGATIVE_INFINITY
  expect(levels([{ released: 0, due: 4, count: 40 }], undefined, [-4, closed, -2, closed, 0])).toEqual([
    12, 0, 13, 0, 15,
  ])
})
