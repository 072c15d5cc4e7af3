import * as fc from "fast-check"
import { expect, test } from "vitest"
import { LinearProgram, type Row } from "./linear-program.ts"

const row = (factors: ReadonlyArray<number>, bound: number): Row => ({
  variables: factors.map((_, variable) => variable),
  factors,
  bound,
})

test("the cheapest solution is found", () => {
  // 3 x + 2 y with x + y ≥ 4 and x ≥ 1 is smallest at (1, 3).
  const program = new LinearProgram([3, 2])
  program.add(row([-1, -1], -4))
  program.add(row([-1, 0], -1))
  expect(program.solve()).toBe(true)
  expect([...program.values]).toEqual([1, 3])
  expect(program.cost).toBe(9)
})

test("rows added later are fulfilled too, and a row has a price", () => {
  const program = new LinearProgram([1, 1])
  const least = program.add(row([-1, -1], -4))
  expect(program.solve()).toBe(true)
  expect(program.cost).toBe(4)
  expect(program.priceOf(least)).toBe(1)
  const most = program.add(row([1, 0], 1))
  program.add(row([0, 1], 3))
  expect(program.solve()).toBe(true)
  expect([...program.values]).toEqual([1, 3])
  expect(program.priceOf(most)).toBe(0)
})

test("a program without a solution is reported", () => {
  const program = new LinearProgram([1])
  program.add(row([-1], -3))
  program.add(row([1], 2))
  expect(program.solve()).toBe(false)
})

test("a copy is independent of its original", () => {
  const program = new LinearProgram([1, 1])
  program.add(row([-1, -1], -4))
  program.solve()
  const copy = program.copy()
  copy.add(row([-1, 0], -6))
  expect(copy.solve()).toBe(true)
  expect(copy.cost).toBe(6)
  expect(program.cost).toBe(4)
})

/** Programs of small whole numbers. */
const programs = fc.integer({ min: 1, max: 8 }).chain((variables) =>
  fc.record({
    costs: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: variables, maxLength: variables }),
    rows: fc.array(
      fc.record({
        factors: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: variables, maxLength: variables }),
        bound: fc.integer({ min: -12, max: 12 }),
      }),
      { maxLength: 10 },
    ),
  }),
)

test("solutions fulfil every row, and the prices of the rows prove that none is cheaper", () => {
  let solved = 0
  fc.assert(
    fc.property(programs, ({ costs, rows }) => {
      const program = new LinearProgram(costs)
      const numbers = rows.map(({ factors, bound }) => program.add(row(factors, bound)))
      if (!program.solve()) return
      solved++
      const values = program.values
      for (const { factors, bound } of rows) {
        expect(factors.reduce((sum, factor, v) => sum + factor * values[v], 0)).toBeLessThan(bound + 1e-6)
      }
      // Duality: the sum of bounds times prices is a lower bound of the cost.
      const prices = numbers.map((number) => program.priceOf(number))
      costs.forEach((cost, v) => {
        const sum = rows.reduce((total, { factors }, r) => total + prices[r] * factors[v], cost)
        expect(sum).toBeGreaterThan(-1e-6)
      })
      const proven = rows.reduce((sum, { bound }, r) => sum - prices[r] * bound, 0)
      const paid = costs.reduce((sum, cost, v) => sum + cost * values[v], 0)
      expect(paid).toBeCloseTo(proven, 5)
      expect(program.cost).toBeCloseTo(paid, 5)
    }),
    { numRuns: 500 },
  )
  expect(solved).toBeGreaterThan(100)
})
