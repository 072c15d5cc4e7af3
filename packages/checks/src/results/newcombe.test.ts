import { expect, test } from "vitest"
import { newcombe } from "./newcombe.ts"

// Table II of the paper, method 10.
test.each([
  [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.6, 0.1705, 0.809],
  [6, 7, 2, 7, 0.5714, 0.0582, 0.8062],
  [5, 56, 0, 29, 0.0893, -0.0381, 0.1926],
  [0, 10, 0, 20, 0, -0.1611, 0.2775],
  [0, 10, 0, 10, 0, -0.2775, 0.2775],
  [10, 10, 0, 20, 1, 0.6791, 1],
  [10, 10, 0, 10, 1, 0.6075, 1],
])("%i of %i less %i of %i", (did, of, didOther, ofOther, difference, low, high) => {
  const found = newcombe({ did, of }, { did: didOther, of: ofOther })
  expect(found.difference).toBeCloseTo(difference, 4)
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})

test("swapping the groups mirrors the interval", () => {
  const [a, b] = [
    { did: 812, of: 9012 },
    { did: 31, of: 988 },
  ]
  const [there, back] = [newcombe(a, b), newcombe(b, a)]
  expect([-back.difference, -back.high, -back.low]).toEqual([there.difference, there.low, there.high])
})
