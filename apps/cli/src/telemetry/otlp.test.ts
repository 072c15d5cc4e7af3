/**
 * Tests what a collector receives from real commands: the steps and figures of a run, and no personal data.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { rowsOf } from "@almanac/duckdb/rows"
import { inStore, textOf } from "@almanac/store/fixture-runs"
import * as Schema from "effect/Schema"
import { afterAll, beforeAll, expect, test } from "vitest"
import { attributesOf, logsOf, pointsOf, spansOf, startCollector } from "../testing/collector.ts"
import { almanac, expectRefusal, start } from "../testing/command.ts"

const root = mkdtempSync(join(tmpdir(), "almanac-otlp-"))
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(async () => {
  await almanac(root, ..."generate --contacts 3000 --out exports --as-of 2026-11-23 --quiet".split(" "))
  expect(await almanac(root, ..."import --db almanac.db --in exports --author ops".split(" "))).toMatchObject(
    {
      code: 0,
    },
  )
})

/** Runs the command with a collector named in its environment. */
const observed = (url: string, line: string, more = "OTEL_EXPORTER_OTLP_PROTOCOL=http/json") =>
  start(line.split(" "), root, `OTEL_EXPORTER_OTLP_ENDPOINT=${url} ${more} exec "$@"`).ended

const RUN = "run --db almanac.db --as-of 2026-11-23 --author ops --json --out"

test("a run on the store sends its spans, metrics and log lines", async () => {
  const collector = await startCollector()
  const settings =
    "OTEL_EXPORTER_OTLP_PROTOCOL=http/json OTEL_EXPORTER_OTLP_HEADERS=x-key=abc OTEL_SERVICE_NAME=nightly"
  const { code, stdout, stderr } = await observed(collector.url, `${RUN} first`, settings)
  collector.close()
  expect([code, stderr]).toEqual([0, ""])
  const summary = JSON.parse(stdout)
  for (const { headers, body } of collector.received) {
    expect(headers).toMatchObject({ "content-type": "application/json", "x-key": "abc" })
    expect(body).toContain('{"key":"service.name","value":{"stringValue":"nightly"}}')
  }

  const spans = spansOf(collector)
  const named = (name: string) => spans.find((span) => span.name === name)!
  const parents = Object.fromEntries(
    spans.map(({ name, parentSpanId }) => [name, spans.find(({ spanId }) => spanId === parentSpanId)?.name]),
  )
  expect(parents).toEqual({
    "almanac run": undefined,
    snapshot: "almanac run",
    backup: "almanac run",
    run: "almanac run",
    stage: "run",
    count: "run",
    plan: "run",
    write: "run",
    finish: "run",
    commit: "almanac run",
  })
  const { run_id, contacts, rows, pre_scheduled, skipped, rejects, inserted } = summary
  for (const { name, attributes } of spans.filter(({ name }) => name !== "almanac run")) {
    expect([name, attributesOf(attributes)]).toMatchObject([name, { run_id, as_of: "2026-11-23" }])
  }
  expect(attributesOf(named("run").attributes)).toMatchObject({
    contacts,
    rows,
    pre_scheduled,
    skipped,
    rejects,
  })
  expect(attributesOf(named("commit").attributes)).toMatchObject({ inserted, left_out: 0 })

  const values = (metric: string) =>
    pointsOf(collector, metric).map((point) => [attributesOf(point.attributes), point.asDouble])
  expect(values("almanac_run_contacts")).toEqual([[{}, contacts]])
  expect(values("almanac_run_rejects")).toEqual([[{}, rejects]])
  expect(values("almanac_run_rows")).toEqual([
    [{ status: "pre-scheduled" }, pre_scheduled],
    [{ status: "skipped" }, skipped],
  ])
  expect(values("almanac_run_duration_seconds")).toEqual([[{}, summary.seconds]])
  expect(values("almanac_run_peak_memory_bytes")).toEqual([[{}, summary.peak_rss_bytes]])
  expect(values("almanac_run_step_duration_seconds").map(([attributes]) => attributes)).toContainEqual({
    step: "commit",
  })

  const logs = logsOf(collector).map(({ body, attributes }) => [body.stringValue, attributesOf(attributes)])
  expect(logs).toContainEqual(["run done", expect.objectContaining({ run_id, step: "run", contacts, rows })])
  expect(logs).toContainEqual(["commit done", expect.objectContaining({ run_id, step: "commit", inserted })])

  const everything = collector.received.map(({ body }) => body).join("\n")
  const people = await inStore(join(root, "almanac.db"), ({ sql }) =>
    rowsOf(
      Schema.Struct({ held: Schema.NullOr(Schema.String) }),
      sql`SELECT DISTINCT unnest([email, birth_date::VARCHAR, effective_date::VARCHAR, phone_number, first_name, last_name]) AS held
       FROM contacts`,
    ),
  )
  const held = people.flatMap((row) => (row.held === null || row.held === "" ? [] : [row.held]))
  expect(held.length).toBeGreaterThan(3000)
  const words = new Set(everything.split(/[^\p{L}\p{N}@.+-]+/u))
  expect(held.filter((text) => words.has(text))).toEqual([])
  expect(everything).not.toContain("@")
})

test("a command that fails says so, by the default protocol", async () => {
  const collector = await startCollector()
  expectRefusal(
    await observed(collector.url, "due --db almanac.db --day tomorrow", "OTEL_SERVICE_NAME="),
    /--day tomorrow is not a date/,
  )
  collector.close()
  const traces = collector.received.find(({ path }) => path === "/v1/traces")
  expect(traces?.headers).toMatchObject({ "content-type": "application/x-protobuf" })
  expect(traces?.body).toContain("almanac due")
  expect(collector.received.find(({ path }) => path === "/v1/logs")?.body).toContain(
    "--day tomorrow is not a date",
  )
})

test("a collector that does not answer, is not there, or cannot be used changes nothing", async () => {
  const silent = await startCollector(false)
  const list = "checkpoint list --db almanac.db"
  const plain = await almanac(root, ...list.split(" "))
  expect(await observed(silent.url, list)).toEqual(plain)
  silent.close()
  expect(silent.received.length).toBeGreaterThan(0)
  expect(await observed(silent.url, list)).toEqual(plain)
  const complaint = (about: string) => ({
    ...plain,
    stderr: expect.stringMatching(new RegExp(`^almanac: no telemetry is sent: ${about}[^\\n]*\\n$`)),
  })
  expect(await observed("nonsense", list)).toEqual(complaint("an OTEL_… variable cannot be read"))
  expect(await observed(silent.url, list, "OTEL_EXPORTER_OTLP_PROTOCOL=grpc")).toEqual(
    complaint("OTEL_EXPORTER_OTLP_PROTOCOL is grpc: set it to http/protobuf or http/json"),
  )
})

test("the metrics of the store agree with the store", async () => {
  const collector = await startCollector()
  expect(await observed(collector.url, "metrics --db almanac.db --out almanac.prom")).toMatchObject({
    code: 0,
  })
  collector.close()
  const due = pointsOf(collector, "almanac_store_emails")
    .filter(({ attributes }) => attributesOf(attributes).status === "pre-scheduled")
    .reduce((sum, { asDouble }) => sum + asDouble, 0)
  const counted = await textOf(
    join(root, "almanac.db"),
    "SELECT count(*) FROM email_schedules WHERE status = 'pre-scheduled'",
  )
  expect(counted).toBe(`["${due}"]`)
})
