import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { COSTS, fitted, ONE_PROCESS, predict, predictAlone, timesOf } from "./model.ts"

test("steps for blocks are shared by the runners, and those for the run are not", () => {
  const size = { contacts: 100_000_000, blocks: 24 }
  expect(timesOf("place", { ...size, runners: 1 })).toBe(24)
  expect(timesOf("finish", { ...size, runners: 1 })).toBe(1)
  const [one, four, many] = [1, 4, 1_000].map((runners) => predict({ ...size, runners }))
  expect(one.seconds).toBeGreaterThan(2 * four.seconds)
  expect(four.seconds).toBeGreaterThan(many.seconds)
  expect(many.cpu_seconds).toBeGreaterThan(one.cpu_seconds)
})

test("threads make a run of one process shorter", () => {
  expect(predictAlone(100_000_000, 64)).toBeLessThan(predictAlone(100_000_000, 8))
})

test("the cost of a step is the line through its measurements", () => {
  const steps = [1e6, 2e6, 4e6].map((contacts) => ({ contacts, cpu_seconds: 0.5 + (3 * contacts) / 1e6 }))
  const cost = fitted(steps)
  expect(cost?.fixed).toBeCloseTo(0.5)
  expect(cost?.million).toBeCloseTo(3)
  expect(fitted(steps.slice(0, 1))).toBeUndefined()
})

test("the documentation has the constants", () => {
  const page = readFileSync(new URL("../../../../docs/reference/sizing.md", import.meta.url), "utf8")
  const rows = [...page.matchAll(/^\| `?([a-z ]+?)`? +\| ([\d.]+) +\| ([\d.]+) +\|$/gm)]
  const found = rows.map(([, name = "", fixed, million]) => [
    name,
    { fixed: Number(fixed), million: Number(million) },
  ])
  expect(Object.fromEntries(found)).toEqual({ ...COSTS, "one process": ONE_PROCESS })
})
