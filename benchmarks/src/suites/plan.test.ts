import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { PLAN_SMOKE, plan } from "./plan.ts"

const results = mkdtempSync(join(tmpdir(), "almanac-bench-"))
afterAll(() => rmSync(results, { recursive: true, force: true }))

test("plans of small organisations are optimal, and hashes spread evenly", async () => {
  const json = join(results, "plan.ndjson")
  const printed: Array<string> = []
  const result = await plan({ ...PLAN_SMOKE, results, json }, (text) => printed.push(text))
  for (const { daysMoved, worstDay, needless } of result.shapes) {
    expect({ moved: daysMoved.max, worst: worstDay.max, needless }).toEqual({
      moved: 1,
      worst: 1,
      needless: 0,
    })
  }
  for (const { chiSquare, limit } of result.spreads) expect(chiSquare).toBeLessThan(limit)
  expect(JSON.parse(readFileSync(json, "utf8"))).toEqual(result)
  expect(printed.at(-1)).toBe(`written to ${json}`)
})
