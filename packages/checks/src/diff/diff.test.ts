/** Tests the guarantees of a comparison apart from its causes. */
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DEFAULT_CONFIG } from "@almanac/core/config/config"
import { DECISION_COLUMNS, query, runOnce } from "@almanac/pipeline/run/fixture"
import { generate } from "@almanac/synthetic/generate"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { SCHEDULE_COLUMNS } from "./columns.ts"
import { compareRuns, found, runBoth } from "./fixture.ts"
import type { DiffReport } from "./report.ts"
import { ROW_CAUSES } from "./row-causes.ts"

let root: string
let a: string
let b: string
let report: DiffReport
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "almanac-diff-test-"))
  const input = join(root, "in")
  await Effect.runPromise(
    generate({ contacts: 2000, orgs: 3, seed: 5, asOf: "2026-11-23", directory: input, memoryLimitMb: 300 }),
  )
  a = join(root, "a")
  b = join(root, "b")
  await runOnce({ input, output: a, asOf: "2026-11-23" })
  await runOnce({ input, output: b, asOf: "2026-11-30" }, { runId: "other" })
  report = await compareRuns(a, b)
})
afterAll(() => rm(root, { recursive: true }))

const files = (run: string): string => `'${run}/schedules/*.parquet'`

test("counts every row once", async () => {
  const { added, removed, moved, changed, unchanged } = report.counts
  expect(removed + moved + changed + unchanged).toBe(report.a.rows)
  expect(added + moved + changed + unchanged).toBe(report.b.rows)
  const columns = DECISION_COLUMNS.join(", ")
  const [same] = await query(
    `SELECT count(*) AS n FROM (SELECT ${columns} FROM ${files(a)} INTERSECT SELECT ${columns} FROM ${files(b)})`,
  )
  expect(unchanged).toBe(Number(same?.n))
  for (const kind of ["added", "removed", "moved", "changed"] as const) {
    const causes = report.by_cause.filter((cause) => cause.kind === kind)
    expect(causes.reduce((sum, { rows }) => sum + rows, 0)).toBe(report.counts[kind])
    expect(report.by_type.reduce((sum, type) => sum + type[kind], 0)).toBe(report.counts[kind])
  }
})

test("compares every column of a decision", () => {
  const texts = ["time_zone", "sms_send_at", "sms_skip_reason"]
  expect(Object.keys(SCHEDULE_COLUMNS).toSorted()).toEqual([...DECISION_COLUMNS, ...texts].sort())
})

test("leaves few rows of a later day without a cause of their own", () => {
  expect(report.causes).toEqual([{ kind: "date", a: "2026-11-23", b: "2026-11-30" }])
  const vague = report.by_cause.filter(({ cause }) => ["date", "unexplained"].includes(cause))
  expect(vague).toEqual([])
})

test("gives examples as they stand in the runs, as many as asked", async () => {
  for (const { kind, cause, rows } of report.by_cause) {
    const own = report.examples.filter((example) => example.kind === kind && example.cause === cause)
    expect(own.length).toBe(Math.min(2, rows))
  }
  const example = report.examples.find(({ kind }) => kind === "moved")!
  const [row] = await query(
    `SELECT scheduled_send_date FROM ${files(b)} WHERE contact_id = ${example.contact_id}
     AND email_type = '${example.email_type}' AND event_date = '${example.event_date}'`,
  )
  expect(example.b?.scheduled_send_date).toBe(row?.scheduled_send_date)
  expect(example.fields).toContain("scheduled_send_date")
  expect((await compareRuns(a, b, { limit: 0 })).examples).toEqual([])
})

test("does not depend on how many rows are compared at once", async () => {
  expect(await compareRuns(a, b, { rowsPerChunk: 900, threads: 2 })).toEqual(report)
})

test("swaps added and removed when compared the other way round", async () => {
  const { counts, moves } = await compareRuns(b, a)
  expect(counts).toEqual({ ...report.counts, added: report.counts.removed, removed: report.counts.added })
  expect(moves).toEqual({ ...report.moves, earlier: report.moves.later, later: report.moves.earlier })
})

test("a run is identical with itself, and with another of the same inputs", async () => {
  const again = join(root, "again")
  await runOnce({ input: join(root, "in"), output: again, asOf: "2026-11-23" }, { runId: "again" })
  const same = await compareRuns(a, again)
  expect(same).toMatchObject({ identical: true, causes: [], by_cause: [], examples: [] })
  expect(same.counts).toEqual({ added: 0, removed: 0, moved: 0, changed: 0, unchanged: same.b.rows })
})

test("names inputs and settings that differ", async () => {
  const [first, second] = await runBoth(
    join(root, "named"),
    {},
    {
      suppressions: [{ contact_id: 9n, email: null, reason: null, since: null }],
      config: {
        ...DEFAULT_CONFIG,
        state_rules: { ...DEFAULT_CONFIG.state_rules, rule_set: "us-2026" },
        load_balancing: { ...DEFAULT_CONFIG.load_balancing, daily_send_percentage_cap: 0.05 },
      },
    },
  )
  const { causes, identical } = await compareRuns(first, second)
  expect(identical).toBe(true)
  expect(
    causes.map((cause) => [cause.kind, "setting" in cause ? cause.setting : "", cause.a, cause.b]),
  ).toEqual([
    ["rule_set", "", "baseline", "us-2026"],
    ["setting", "load_balancing.enabled", false, true],
    ["setting", "load_balancing.daily_send_percentage_cap", 0.07, 0.05],
    ["input", "", null, 1],
  ])
})

test("refuses what is not a whole run", async () => {
  const refusal = (message: string) => ({ _tag: "Refusal", message: expect.stringContaining(message) })
  await expect(compareRuns(a, join(root, "in"))).rejects.toMatchObject(refusal("is not a finished run"))
  const [first, second] = await runBoth(join(root, "damaged"), {}, { as_of: "2026-12-24" })
  const path = join(second, "manifest.json")
  const manifest = JSON.parse(await readFile(path, "utf8"))
  await writeFile(
    path,
    JSON.stringify({ ...manifest, counts: { ...manifest.counts, rows: 7 }, schedules_checksum: "x" }),
  )
  await expect(compareRuns(first, second)).rejects.toMatchObject(refusal("1 rows, but its manifest says 7"))
  await truncate(join(second, "schedules", "part-00000.parquet"), 10)
  await expect(compareRuns(first, second)).rejects.toMatchObject(refusal("is not one of a run"))
  await rm(join(second, "schedules"), { recursive: true })
  await expect(compareRuns(first, second)).rejects.toMatchObject(refusal("holds no Parquet file"))
})

test("rows of runs that should be the same are not given a rule as their cause", async () => {
  const [first, second] = await runBoth(join(root, "unexplained"), {}, { as_of: "2027-09-20" })
  const path = join(second, "manifest.json")
  const manifest = JSON.parse(await readFile(path, "utf8"))
  await writeFile(path, JSON.stringify({ ...manifest, as_of: "2026-11-23" }))
  const causes = found(await compareRuns(first, second)).map((line) => line.split(" ")[1])
  expect(new Set(causes)).toEqual(new Set(["unexplained"]))
  await writeFile(
    path,
    JSON.stringify({ ...manifest, as_of: "2026-11-23", software: { ...manifest.software, almanac: "9" } }),
  )
  expect(found(await compareRuns(first, second))[0]).toContain(" software ")
})

test("every cause that SQL decides has words, and no other", async () => {
  const codes = new Set(["date", "settings", "inputs", "software", "several", "unexplained"])
  const document = await readFile(new URL("./sql/cause.sql", import.meta.url), "utf8")
  for (const sql of document.split(/^-- name: /m)) {
    for (const [, code] of sql.matchAll(/(?:THEN|ELSE) '(\w+)'(?! \|\|)/g)) codes.add(code)
  }
  for (const reason of ["campaign_conflict", "frequency_limit", "superseded", "holdout"]) {
    codes.add(reason).add(`no_${reason}`)
  }
  codes.add("no_sending_day")
  expect([...codes].sort()).toEqual(Object.keys(ROW_CAUSES).sort())
})

test("rows of every kind are found in a week", () => {
  expect(new Set(found(report).map((line) => line.split(" ")[0]))).toEqual(
    new Set(["added", "removed", "moved", "changed"]),
  )
})
