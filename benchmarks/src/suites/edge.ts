/**
 * Measures the API's Worker: under load next to a bare Hono app in the same run, and for contacts of a
 * release.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { literal } from "@almanac/duckdb/statement"
import { bundleWorker } from "@almanac/edge/edge/worker-bundle"
import { REJECT_BITS } from "@almanac/pipeline/parts/findings"
import { runChild } from "../child.ts"
import { inDuckdb } from "../duckdb.ts"
import { ALMANAC, AS_OF, cachedExport } from "../export.ts"
import { type Bench, firstOf, repetitions, type Suite } from "../frame/bench.ts"
import { runJob } from "../job.ts"
import { isolateMemory } from "./edge/isolate.ts"
import { type Latencies, latencies, load, type Post } from "./edge/load.ts"
import { paced } from "./edge/paced.ts"
import { type Edge, startApi, startBare } from "./edge/servers.ts"

interface Effort {
  /** Duration of each load in seconds. */
  readonly seconds: number
  /** Number of contacts that are requested one by one. */
  readonly asked: number
}

const EFFORT: Readonly<Record<"full" | "smoke", Effort>> = {
  full: { seconds: 5, asked: 5_000 },
  smoke: { seconds: 1, asked: 100 },
}

export const edge: Suite = {
  name: "edge",
  about:
    "workerd with one isolate, which shares the cores with the load generator. First GET …/schedule for single contacts of a " +
    "release, one after another; then, in turn, hello from bare Hono and a stateless POST /v1/schedule of Almanac; then both " +
    "at an even pace of half the peak, with latencies counted from the moment at which a request was due",
  sizes: { full: { contacts: [100_000], reps: 3 }, smoke: { contacts: [500], reps: 1 } },
  run: measure,
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
const HELLO_AFTER_READING: Post = { path: "/read", body: STATELESS.body }

async function measure(bench: Bench): Promise<void> {
  const { work, say } = bench
  const { seconds, asked } = EFFORT[bench.smoke ? "smoke" : "full"]
  const run = bench.run ?? (await freshRun(bench))
  const releases = join(work, "releases")
  say("publishing the run")
  await runChild(ALMANAC, ["publish", "--run", run, "--to", releases, "--quiet"])
  const paths = await contactPaths(run, 2 * asked)
  const bundle = join(work, "bundle.js")
  await bundleWorker(bundle)
  const [bare, api] = [await startBare(work), await startApi(work, releases)]
  try {
    say("asking single contacts")
    recordLatencies(bench, "never asked before", "< 50", await latencies(api, paths.slice(0, asked)))
    const again = Array.from({ length: asked }, () => paths[0])
    recordLatencies(bench, "asked before", "< 5", await latencies(api, again))
    const size = gzipSync(readFileSync(bundle)).length
    const startMs = 1000 * (api.startCpuSeconds - bare.startCpuSeconds)
    bench.record(
      { case: "worker" },
      {
        "bundle, gzip": [size, "bytes", "<= 150 kB"],
        "CPU at the start above bare Hono": [startMs, "ms", "< 50"],
        "process memory of bare Hono": [bare.rssBytes(), "bytes"],
      },
    )
    await measureLoads(bench, bare, api, seconds)
  } finally {
    await Promise.all([bare.stop(), api.stop()])
  }
  const { isolate_bytes, rss_bytes } = await isolateMemory(work, releases, paths)
  bench.record(
    { case: "worker" },
    { "isolate memory": [isolate_bytes, "bytes", "< 128 MB"], "process memory": [rss_bytes, "bytes"] },
  )
}

async function measureLoads(bench: Bench, bare: Edge, api: Edge, seconds: number): Promise<void> {
  let peak = 0
  await load(api, STATELESS, seconds)
  for (const rep of repetitions(bench)) {
    bench.say(`load ${rep} of ${bench.reps}`)
    const hello = await load(bare, HELLO, seconds)
    const answered = await load(api, STATELESS, seconds)
    peak = Math.max(peak, answered.requests_per_second)
    bench.record(
      { case: "full load", rep },
      {
        "bare Hono": [hello.requests_per_second, "/s"],
        "POST /v1/schedule": [answered.requests_per_second, "/s"],
        "share of bare Hono": [
          (100 * answered.requests_per_second) / hello.requests_per_second,
          "%",
          ">= 50",
        ],
        p99: [answered.p99_ms, "ms"],
        "CPU a request": [answered.cpu_us_per_request, "µs", "< 10,000"],
      },
    )
  }
  for (const rep of repetitions(bench)) {
    const hello = await paced(bare, HELLO, seconds, peak / 2)
    const reading = await paced(bare, HELLO_AFTER_READING, seconds, peak / 2)
    const half = await paced(api, STATELESS, seconds, peak / 2)
    bench.record(
      { case: "half its peak load", rep },
      {
        "POST /v1/schedule": [half.requests_per_second, "/s"],
        p50: [half.p50_ms, "ms"],
        p99: [half.p99_ms, "ms", "< 10"],
        "p99 of bare Hono": [hello.p99_ms, "ms"],
        "p99 of Hono that reads the body": [reading.p99_ms, "ms"],
      },
    )
  }
}

function recordLatencies(bench: Bench, name: string, target: string, found: Latencies): void {
  bench.record(
    { case: `a contact ${name}` },
    {
      "the first": [found.first_ms, "ms", target],
      p50: [found.p50_ms, "ms", target],
      p99: [found.p99_ms, "ms", target],
    },
  )
}

async function freshRun({ contacts, data, threads, work, say }: Bench): Promise<string> {
  const input = await cachedExport(data, firstOf(contacts))
  say(`deciding ${firstOf(contacts)} contacts`)
  const out = join(work, "run")
  await runJob({ input, out, threads: Math.max(...threads) })
  return out
}

/** URL paths of `count` different contacts of a run, in an order that is not that of their ids. */
const contactPaths = (run: string, count: number): Promise<ReadonlyArray<string>> =>
  inDuckdb(async (query) => {
    const rows = await query(
      `SELECT any_value(org_id) AS org, contact_id FROM ${literal(join(run, "snapshot", "contacts.parquet"))}
       GROUP BY contact_id HAVING count(*) = 1 AND max(findings & ${REJECT_BITS}) = 0
       ORDER BY hash(contact_id) LIMIT ${count}`,
    )
    return rows.map(({ org, contact_id }) => `/v1/orgs/${org}/contacts/${contact_id}/schedule`)
  })
