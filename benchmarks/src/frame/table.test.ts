import { expect, test } from "vitest"
import type { Measurement } from "./bench.ts"
import { tables } from "./table.ts"

const measured = (of: Partial<Measurement>): Measurement => ({
  ...{ suite: "s", case: "one", metric: "run", value: 1, unit: "s", rep: 1 },
  ...of,
})

test("repetitions share one cell: their median, and half their range in percent", () => {
  const text = tables([1.9, 2, 2.3].map((value, n) => measured({ value, rep: n + 1 })))
  expect(text).toBe("       run (s)\n  one  2.00 ±10 %")
})

test("the shorter list of cases and metrics goes across, and cases with other metrics have their own table", () => {
  const text = tables([
    measured({ metric: "run", value: 0.5 }),
    measured({ metric: "memory", value: 3e6, unit: "bytes", target: "< 4 MB" }),
    measured({ case: "two", metric: "rows", value: 1234, unit: "count" }),
    measured({ case: "three", metric: "rows", value: 5, unit: "count" }),
  ])
  expect(text.split("\n\n").map((table) => table.split("\n").map((line) => line.trim()))).toEqual([
    ["one", "run (s)                 0.500", "memory (target < 4 MB)  3 MB"],
    ["rows", "two    1,234", "three  5"],
  ])
})

test("cases with different targets have their own tables, and small sizes are in kilobytes", () => {
  const text = tables([
    measured({ case: "cold", metric: "first", unit: "ms", value: 36, target: "< 50" }),
    measured({ case: "warm", metric: "first", unit: "ms", value: 3, target: "< 5" }),
    measured({ case: "bundle", metric: "size", unit: "bytes", value: 107_400 }),
  ])
  expect(text.split("\n\n").map((table) => table.split("\n").map((line) => line.trim()))).toEqual([
    ["first (ms, target < 50)", "cold  36.0"],
    ["first (ms, target < 5)", "warm  3.0"],
    ["size", "bundle  107 kB"],
  ])
})
