import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { readOptions } from "./main.ts"
import type { Repetition, Summary } from "./results.ts"
import { bulk } from "./suites/bulk.ts"
import { contact } from "./suites/contact.ts"
import { EDGE_SMOKE, edge } from "./suites/edge.ts"

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

test("the edge benchmark serves a run of its own, loads it beside bare Hono, and asks single contacts", async () => {
  const options = {
    ...EDGE_SMOKE,
    ...readOptions(["edge", "--smoke"]),
    results,
    json: join(results, "edge.ndjson"),
  }
  const printed: Array<string> = []
  const { loads, cold, warm, bundle_gzip_bytes, rss_bytes } = await edge(options, (text) =>
    printed.push(text),
  )
  expect(loads).toHaveLength(1)
  for (const { bare, api } of loads) {
    expect(Math.min(bare.requests_per_second, api.requests_per_second)).toBeGreaterThan(0)
  }
  expect(Math.min(cold.p50_ms, warm.p50_ms, rss_bytes)).toBeGreaterThan(0)
  expect(bundle_gzip_bytes).toBeLessThan(150_000)
  expect(printed.join("\n")).toContain("stateless POST /v1/schedule")
})

test("one contact in core is decided the same way each time", () => {
  const once = contact(500, () => {})
  expect(once.map(({ rows }) => rows > 0)).toEqual(once.map(() => true))
  expect(contact(500, () => {}).map(({ hash }) => hash)).toEqual(once.map(({ hash }) => hash))
})

test("wrong usage is refused", () => {
  expect(() => readOptions(["--contacts", "many"])).toThrow("--contacts many is not a positive number")
  expect(() => readOptions(["lunch"])).toThrow("no suite lunch")
  expect(() => readOptions(["--quick"])).toThrow("--quick")
})
