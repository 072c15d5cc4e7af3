import { expect, test } from "vitest"
import type { Measurement } from "../frame/bench.ts"
import { comparedWith, comparisonText, PAIRED } from "./compare.ts"

const measured = (of: Partial<Measurement>): Measurement => ({
  ...{
    suite: "bulk",
    case: "contacts=5",
    metric: "run to floor",
    value: 1,
    unit: "floors",
    rep: 1,
    hash: "a",
  },
  ...of,
})

test("only ratios to the floor are compared, with the median of the saved ones", () => {
  const now = [4, 6, 5].map((value) => measured({ value }))
  const then = [measured({ value: 4 }), measured({ value: 100, metric: "run", unit: "s" })]
  const compared = comparedWith(
    [...now, measured({ metric: "run", unit: "s" }), measured({ case: "other" })],
    then,
  )
  expect(compared).toEqual([
    { case: "contacts=5", metric: "run to floor", ratio: 1.25, least: 1, most: 1.5, sameResult: true },
  ])
  expect(comparedWith(now, [measured({ hash: "b" })])[0]?.sameResult).toBe(false)
})

test("ratios measured in turn are taken as they are", () => {
  const now = [0.9, 1.1, 1].map((value) => measured({ suite: PAIRED, metric: "wall", unit: "ratio", value }))
  const compared = comparedWith(now, undefined)
  expect(compared).toMatchObject([{ metric: "wall", ratio: 1, least: 0.9, most: 1.1 }])
  expect(comparisonText(compared, "HEAD")).toContain("1.000  0.900 to 1.100")
})
