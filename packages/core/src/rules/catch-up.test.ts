import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { catchUpDay } from "./catch-up.ts"

describe("catch-up", () => {
  const halves = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  const days = fc.integer({ min: -1000, max: 40_000 })
  const spreads = fc.integer({ min: 1, max: 60 })
  const mod = (a: number, b: number): number => ((a % b) + b) % b

  test("takes the first congruent day, and the same one on every later run until it is reached", () => {
    fc.assert(
      fc.property(days, spreads, halves, halves, (today, spread, high, low) => {
        const chosen = catchUpDay(today, today + spread - 1, spread, high, low)
        expect(chosen).toBeGreaterThanOrEqual(today)
        expect(mod(chosen, spread)).toBe(high % spread)
        for (let later = today; later <= chosen; later++) {
          expect(catchUpDay(later, today + spread - 1, spread, high, low)).toBe(chosen)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test("takes one of the days left if no congruent day is in time", () => {
    fc.assert(
      fc.property(days, spreads, fc.nat(40), halves, halves, (today, spread, left, high, low) => {
        const chosen = catchUpDay(today, today + left, spread, high, low)
        expect(chosen).toBeGreaterThanOrEqual(today)
        expect(chosen).toBeLessThanOrEqual(today + left)
        const congruent = Array.from({ length: left + 1 }, (_, more) => today + more).find(
          (date) => mod(date, spread) === high % spread,
        )
        expect(chosen).toBe(congruent ?? today + (low % (left + 1)))
      }),
      { numRuns: 2000 },
    )
  })
})
