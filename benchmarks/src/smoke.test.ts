import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { readOptions } from "./main.ts"
import type { Repetition, Summary } from "./results.ts"
import { bulk } from "./suites/bulk.ts"

const results = mkdtempSync(join(tmpdir(), "almanac-bench-"))
afterAll(() => rmSync(results, { recursive: true, force: true }))

test("the bulk benchmark runs, gives the same rows each time, and compares with the result before it", async () => {
  const options = { ...readOptions(["bulk", "--smoke"]), results }
  const printed: Array<string> = []
  const json = join(results, "first.ndjson")
  const first = await bulk({ ...options, json }, (text) => printed.push(text))
  const lines = readFileSync(json, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown)
  expect(lines).toMatchObject([
    { kind: "repetition", repetition: 1 },
    { kind: "repetition", repetition: 2 },
    { kind: "summary", schedules_checksum: first.schedules_checksum },
  ])
  const { contacts, median, environment } = lines[2] as Summary
  expect(contacts).toBeGreaterThan(1_900)
  expect(Object.values(median).every((value: Repetition[keyof Repetition]) => value > 0)).toBe(true)
  expect(environment.commit).toMatch(/^([0-9a-f]{40}\+?|unknown)$/)
  expect(printed[0]).toContain(`schedules checksum ${first.schedules_checksum}`)
  expect(printed[0]).toContain("no earlier result of this size")

  await bulk({ ...options, repetitions: 1 }, () => {})
  const again = await bulk({ ...options, repetitions: 1, profile: true }, (text) => printed.push(text))
  expect(again.schedules_checksum).toBe(first.schedules_checksum)
  expect(printed.join("\n")).toMatch(/against .* wall × \d/)
  expect(printed.at(-1)).toMatch(/main thread, milliseconds of its own/)
})

test("wrong usage is refused", () => {
  expect(() => readOptions(["--contacts", "many"])).toThrow("--contacts many is not a positive number")
  expect(() => readOptions(["lunch"])).toThrow("no suite lunch")
  expect(() => readOptions(["--quick"])).toThrow("--quick")
})
