import "@almanac/testkit/property-seed"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Interval, inForce, inForceBefore, putInForce } from "./intervals.ts"

const step = fc.record({
  /** The time that passes before the action. */
  passes: fc.integer({ min: 0, max: 3 }),
  /** The time until the version comes into force; 0 means at once. */
  ahead: fc.integer({ min: 0, max: 6 }),
  /**
   * Whether a version that is already planned is put in force at another time, if there is such a version.
   */
  again: fc.boolean(),
})

test("one version is in force at any moment from the first on, and what has begun stays", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      let chain: ReadonlyArray<Interval> = []
      let now = 0
      steps.forEach(({ passes, ahead, again }, n) => {
        now += passes
        const planned = chain.find(({ from }) => from > now)?.version
        const version = again && planned !== undefined ? planned : n + 1
        const before = chain
        chain = putInForce(chain, version, now + ahead, now)
        expect(inForce(chain, now + ahead)?.version).toBe(version)
        for (let moment = 0; moment < now; moment++) {
          expect(inForce(chain, moment)?.version).toBe(inForce(before, moment)?.version)
        }
        chain.forEach(({ from, to }, at) => {
          expect(to).toBe(chain[at + 1]?.from ?? null)
          if (to !== null) expect(to).toBeGreaterThanOrEqual(from)
        })
        expect(new Set(chain.map(({ version }) => version)).size).toBe(chain.length)
        const first = chain[0]?.from ?? 0
        for (let moment = first; moment < now + 10; moment++) {
          const found = chain.filter(({ from, to }) => from <= moment && (to === null || to > moment))
          expect(found).toHaveLength(1)
        }
      })
    }),
  )
})

test("the version before is the last that really was in force", () => {
  const chain = [
    { version: 1, from: 0, to: 5 },
    { version: 2, from: 5, to: 5 },
    { version: 3, from: 5, to: 9 },
    { version: 4, from: 9, to: null },
  ]
  expect(inForceBefore(chain, 7)?.version).toBe(1)
  expect(inForceBefore(chain, 9)?.version).toBe(3)
  expect(inForceBefore(chain, 4)).toBeUndefined()
})
