/** The edge: the API's Worker under load next to a bare Hono app in the same run, and contacts of a release, cold and warm. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { bundleWorker } from "@almanac/api/edge/worker-bundle"
import { table } from "@almanac/bulk/print/numbers"
import { DuckDBInstance } from "@duckdb/node-api"
import { runChild } from "../child.ts"
import { type Environment, environment } from "../environment.ts"
import { ALMANAC, AS_OF, cachedExport } from "../export.ts"
import { type Latencies, type Load, latencies, load, type Post } from "./edge/load.ts"
import { startApi, startBare } from "./edge/servers.ts"

export interface EdgeSize {
  readonly contacts: number
  readonly repetitions: number
  /** Of each load. */
  readonly seconds: number
  /** Contacts asked one by one. */
  readonly asked: number
}

export const EDGE_FULL: EdgeSize = { contacts: 100_000, repetitions: 3, seconds: 5, asked: 5_000 }
export const EDGE_SMOKE: EdgeSize = { contacts: 500, repetitions: 1, seconds: 1, asked: 100 }

export interface EdgeOptions extends EdgeSize {
  /** A run to publish instead of one of a generated export. */
  readonly run: string | undefined
  readonly results: string
  /** File for the result instead of a new one in `results`. */
  readonly json: string | undefined
}

export interface EdgeResult {
  readonly suite: "edge"
  readonly at: string
  readonly environment: Environment
  readonly contacts: number
  readonly bundle_gzip_bytes: number
  /** Each in turn: bare Hono, then the API. */
  readonly loads: ReadonlyArray<{ readonly bare: Load; readonly api: Load }>
  readonly half_load: Load
  /** CPU time to the first answer, more than bare Hono needs. */
  readonly start_cpu_seconds: number
  /** Never asked before; the first of them opens the release. */
  readonly cold: Latencies
  readonly warm: Latencies
  readonly rss_bytes: number
  readonly bare_rss_bytes: number
}

const STATELESS: Post = {
  path: "/v1/schedule",
  body: JSON.stringify({
    contact: {
      id: 4711,
      org_id: 1,
      email: "somebody@example.com",
      zip_code: "94105",
      birth_date: "1950-12-20",
      effective_date: "2015-03-01",
    },
    as_of: AS_OF,
  }),
}
const HELLO: Post = { path: "/", body: STATELESS.body }

/** Measures, prints and stores. */
export async function edge(options: EdgeOptions, print: (text: string) => void): Promise<EdgeResult> {
  mkdirSync(options.results, { recursive: true })
  const work = mkdtempSync(join(options.results, "edge-"))
  try {
    const result = await measured(options, work, print)
    const path =
      options.json ?? join(options.results, `edge-${result.at.replaceAll(/[-:]|\.\d+/g, "")}.ndjson`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${JSON.stringify(result)}\n`)
    print(report(result))
    print(`written to ${path}`)
    return result
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function measured(
  options: EdgeOptions,
  work: string,
  print: (text: string) => void,
): Promise<EdgeResult> {
  const { repetitions, seconds, asked } = options
  const run = options.run ?? (await freshRun(options, work, print))
  const releases = join(work, "releases")
  print("publishing the run")
  await runChild(ALMANAC, ["publish", "--run", run, "--to", releases, "--quiet"])
  const paths = await contactPaths(run, 2 * asked)
  const bundle = join(work, "bundle.js")
  await bundleWorker(bundle)
  const [bare, api] = [await startBare(work), await startApi(work, releases)]
  try {
    print("asking single contacts")
    const cold = await latencies(api, paths.slice(0, asked))
    const warm = await latencies(
      api,
      Array.from({ length: asked }, () => paths[0] as string),
    )
    await latencies(api, paths.slice(asked))
    const rss = { rss_bytes: api.rssBytes(), bare_rss_bytes: bare.rssBytes() }
    const loads: Array<{ bare: Load; api: Load }> = []
    await load(api, STATELESS, seconds)
    for (let n = 0; n < repetitions; n++) {
      print(`load ${n + 1} of ${repetitions}`)
      loads.push({ bare: await load(bare, HELLO, seconds), api: await load(api, STATELESS, seconds) })
    }
    const peak = Math.max(...loads.map(({ api }) => api.requests_per_second))
    return {
      suite: "edge",
      at: new Date().toISOString(),
      environment: environment(),
      contacts: options.contacts,
      bundle_gzip_bytes: gzipSync(readFileSync(bundle)).length,
      loads,
      half_load: await load(api, STATELESS, seconds, peak / 2),
      start_cpu_seconds: api.startCpuSeconds - bare.startCpuSeconds,
      cold,
      warm,
      ...rss,
    }
  } finally {
    await Promise.all([bare.stop(), api.stop()])
  }
}

async function freshRun(
  { contacts, results }: EdgeOptions,
  work: string,
  print: (text: string) => void,
): Promise<string> {
  const input = await cachedExport(join(results, "exports"), contacts)
  print(`deciding ${contacts} contacts as of ${AS_OF}`)
  const run = join(work, "run")
  await runChild(ALMANAC, ["run", "--in", input, "--out", run, "--as-of", AS_OF, "--quiet"])
  return run
}

/** Addresses of so many different contacts of a run, in an order that jumps. */
async function contactPaths(run: string, count: number): Promise<ReadonlyArray<string>> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" })
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT any_value(org_id), contact_id FROM '${join(run, "snapshot", "contacts.parquet")}'
     GROUP BY contact_id HAVING count(*) = 1 AND max(reject) = 0
     ORDER BY hash(contact_id) LIMIT ${count}`,
  )
  const paths = reader.getRows().map(([org, id]) => `/v1/orgs/${org}/contacts/${id}/schedule`)
  connection.closeSync()
  instance.closeSync()
  return paths
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function report(result: EdgeResult): string {
  const of = (pick: (load: { bare: Load; api: Load }) => number): number => median(result.loads.map(pick))
  const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  const share = of(({ bare, api }) => api.requests_per_second / bare.requests_per_second)
  const rows: ReadonlyArray<ReadonlyArray<string>> = [
    ["what", "measured", "target"],
    ["bare Hono, requests/s", of(({ bare }) => bare.requests_per_second).toFixed(0), ""],
    ["stateless POST /v1/schedule, requests/s", of(({ api }) => api.requests_per_second).toFixed(0), ""],
    ["  of bare Hono's", `${(100 * share).toFixed(0)} %`, ">= 50 %"],
    ["  p99 at full load", ms(of(({ api }) => api.p99_ms)), ""],
    ["  p99 at half its peak load", ms(result.half_load.p99_ms), "< 10 ms"],
    ["  CPU a request", `${of(({ api }) => api.cpu_us_per_request).toFixed(0)} µs`, "< 10 ms"],
    ["very first contact, release opened", ms(result.cold.first_ms), "< 50 ms"],
    ["contact never asked before, p50", ms(result.cold.p50_ms), "< 50 ms"],
    ["contact never asked before, p99", ms(result.cold.p99_ms), "< 50 ms"],
    ["contact asked before, p50", ms(result.warm.p50_ms), "< 5 ms"],
    ["contact asked before, p99", ms(result.warm.p99_ms), "< 5 ms"],
    [
      "memory of workerd (bare Hono's)",
      `${mega(result.rss_bytes)} (${mega(result.bare_rss_bytes)})`,
      "< 128 MB in the isolate",
    ],
    ["bundle, gzip", `${(result.bundle_gzip_bytes / 1000).toFixed(0)} kB`, "<= 150 kB"],
    ["CPU at the start, above bare Hono's", ms(1000 * result.start_cpu_seconds), "< 50 ms"],
  ]
  return `edge: workerd, one isolate, ${result.environment.cores} cores shared with the load\n\n${table(rows)}`
}
