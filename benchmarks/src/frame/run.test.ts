import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { readOptions } from "../options.ts"
import type { Measurement } from "./bench.ts"
import { readResults } from "./results.ts"
import { type Benched, bench } from "./run.ts"

const place = mkdtempSync(join(tmpdir(), "almanac-bench-test-"))
afterAll(() => rmSync(place, { recursive: true, force: true }))

interface Ran extends Benched {
  readonly printed: string
}

async function ran(...args: ReadonlyArray<string>): Promise<Ran> {
  const options = { ...readOptions([...args, "--smoke", "--data", join(place, "data")]), results: place }
  const texts: Array<string> = []
  const say = (text: string): void => void texts.push(text)
  const done = await bench(options, { print: say, say })
  return { ...done, printed: texts.join("\n") }
}

const of = (measurements: ReadonlyArray<Measurement>, metric: string): ReadonlyArray<Measurement> => {
  const found = measurements.filter((it) => it.metric === metric)
  expect(found, metric).not.toEqual([])
  return found
}

const values = (measurements: ReadonlyArray<Measurement>, metric: string): ReadonlyArray<number> =>
  of(measurements, metric).map(({ value }) => value)

test("bulk: the run is measured next to the floor, saved, drawn, profiled, and compared with a saved result", async () => {
  const save = join(place, "saved.ndjson")
  const { measurements, file, printed } = await ran("bulk", "--save", save, "--profile")
  expect(file).toBe(save)
  expect(readResults(save)).toMatchObject(measurements)
  const [line] = readResults(save)
  expect(line?.commit).toMatch(/^([0-9a-f]{40}|unknown)$/)
  expect(line?.machine).toMatchObject({ node: process.versions.node })
  for (const metric of ["run", "floor", "run to floor", "run: read and stage", "run: start and end"]) {
    for (const value of values(measurements, metric)) expect(value, metric).toBeGreaterThan(0)
  }
  expect(new Set(measurements.map(({ hash }) => hash)).size).toBe(1)
  expect(readFileSync(join(place, "saved-bulk-stages.svg"), "utf8")).toMatch(/^<svg/)
  expect(printed).toMatch(/profile of a thread: .*\.cpuprofile/)
  expect(readdirSync(join(place, "profiles"))).not.toEqual([])

  const again = await ran("bulk", "--against", save, "--fail-above", "0.000001")
  expect(again.slower).toBe(true)
  expect(again.printed).toContain(`now to ${save}: above 1 is slower`)
  expect(again.printed).not.toContain("the rows differ")
})

test("scaling: measures by contacts, threads, campaigns and past emails of a contact", async () => {
  const { measurements, file } = await ran("scaling")
  const rows = new Map(of(measurements, "rows").map((it) => [it.case, it.value]))
  expect([...rows.keys()]).toEqual([
    ...["contacts=1000", "threads=1", "threads=2"],
    ...["campaigns_per_contact=2", "past_emails_per_contact=2"],
  ])
  expect(rows.get("threads=1")).toBe(rows.get("threads=2"))
  expect(rows.get("campaigns_per_contact=2")).toBeGreaterThan(rows.get("contacts=1000") ?? 0)
  expect(existsSync(file.replace(".ndjson", "-scaling-a-contact-by-threads.svg"))).toBe(true)
})

test("store: the run on the store decides the same as the run on files, and a sender claims and marks emails", async () => {
  const { measurements } = await ran("store")
  expect(values(measurements, "to files")[0]).toBeGreaterThan(0)
  expect(values(measurements, "emails")[0]).toBeGreaterThan(0)
  expect(values(measurements, "claims")[0]).toBeGreaterThan(0)
  expect(values(measurements, "marks")[0]).toBeGreaterThan(0)
})

test("explain and startup: measure whole processes of the command", async () => {
  const { measurements } = await ran("explain", "startup")
  expect(Math.min(...values(measurements, "wall"), ...values(measurements, "CPU"))).toBeGreaterThan(0)
})

test("instead: SQL alone and the row-by-row script give exactly the rows of Almanac", async () => {
  const { measurements } = await ran("instead", "--contacts", "4000")
  expect(of(measurements, "differing").map((it) => [it.case, it.value])).toEqual([
    ["Almanac, these emails only", 0],
    ["SQL alone (DuckDB)", 0],
    ["row by row (SQLite)", 0],
  ])
  expect(Math.min(...values(measurements, "rows"))).toBeGreaterThan(8_000)
})

test("plan: plans of small organisations are optimal, and hashes are evenly distributed", async () => {
  const { measurements } = await ran("plan")
  const [foreseeing, others] = [true, false].map((foresees) =>
    measurements.filter((it) => it.case.endsWith("follow-ups") === foresees),
  )
  for (const metric of ["moved, worst", "fullest, worst"]) {
    expect(new Set(values(others ?? [], metric)), metric).toEqual(new Set([1]))
  }
  // With follow-ups the optimum is only a bound. Priorities and rounding to whole emails add some days of
  // waiting and up to one email.
  expect(new Set(values(foreseeing ?? [], "fuller"))).toEqual(new Set([0]))
  expect(Math.max(...values(foreseeing ?? [], "moved"))).toBeLessThan(1.03)
  expect(new Set(values(measurements, "needless"))).toEqual(new Set([0]))
  const limits = values(measurements, "limit")
  values(measurements, "χ²").forEach((value, n) => {
    expect(value).toBeLessThan(limits[n] ?? 0)
  })
})

test("simulate: days with and without people who react have no move without a cause", async () => {
  const { measurements } = await ran("simulate")
  expect(Math.min(...values(measurements, "emails"))).toBeGreaterThan(0)
  expect(values(measurements, "moves without a cause")).toEqual([0, 0])
})

test("contact: core decides one contact the same way each time", async () => {
  const { measurements } = await ran("contact", "--reps", "2")
  for (const [name, list] of Map.groupBy(of(measurements, "rows a contact"), (it) => it.case)) {
    expect(Math.min(...list.map(({ value }) => value)), name).toBeGreaterThan(0)
    expect(new Set(list.map(({ hash }) => hash)).size, name).toBe(1)
  }
})

test("edge: serves a run of its own, is loaded next to bare Hono, and answers for single contacts", async () => {
  const { measurements } = await ran("edge")
  for (const metric of ["bare Hono", "POST /v1/schedule", "p50", "isolate memory"]) {
    expect(Math.min(...values(measurements, metric)), metric).toBeGreaterThan(0)
  }
  expect(values(measurements, "bundle, gzip")[0]).toBeLessThan(150_000)
})

test("a commit is checked out elsewhere and runs in turn with this work tree", async () => {
  const sizes = ["--contacts", "1000", "--reps", "2"]
  const { measurements, printed, slower } = await ran(
    ...["--against", "HEAD", ...sizes, "--fail-above", "1000000", "--json"],
  )
  expect(slower).toBe(false)
  expect(values(measurements, "wall, now to then")).toHaveLength(2)
  expect(printed).toContain("now to HEAD")
  await expect(ran("--against", "no-such-commit")).rejects.toThrow("neither a file of results nor a commit")
})

test("cluster: a run is measured next to the run of one process and the model", async () => {
  const { measurements, printed } = await ran("cluster")
  for (const metric of ["run", "CPU", "steps, CPU", "transactions", "read", "written", "runner, peak memory"])
    for (const value of values(measurements, metric)) expect(value, metric).toBeGreaterThan(0)
  expect(new Set(measurements.flatMap(({ hash }) => hash ?? [])).size).toBe(1)
  expect(printed).toContain("model: contacts=1000000000 runners=64 threads=8")
})
