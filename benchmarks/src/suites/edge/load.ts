/** Full load with autocannon, and latencies of single requests on one open connection. */
import { once } from "node:events"
import { Agent, request } from "node:http"
import autocannon from "autocannon"
import type { Edge } from "./servers.ts"

export interface Load {
  readonly requests_per_second: number
  readonly p50_ms: number
  readonly p99_ms: number
  /** CPU time of the process for each request. */
  readonly cpu_us_per_request: number
}

export interface Post {
  readonly path: string
  readonly body: string
}

const CONNECTIONS = 10

/** Sends as many requests as the server can answer. */
export async function load(edge: Edge, post: Post, seconds: number): Promise<Load> {
  const before = edge.cpuSeconds()
  const found = await autocannon({
    url: edge.url + post.path,
    method: "POST",
    body: post.body,
    headers: edge.headers,
    connections: CONNECTIONS,
    duration: seconds,
  })
  const bad = found.errors + found.timeouts + found.non2xx
  if (bad > 0) throw new Error(`${bad} of ${found.requests.total} requests to ${post.path} failed`)
  return {
    requests_per_second: found.requests.average,
    p50_ms: found.latency.p50,
    p99_ms: found.latency.p99,
    cpu_us_per_request: ((edge.cpuSeconds() - before) / found.requests.total) * 1e6,
  }
}

export interface Latencies {
  readonly first_ms: number
  readonly p50_ms: number
  readonly p99_ms: number
}

/** Requests one path after another on one connection. */
export async function latencies(edge: Edge, paths: ReadonlyArray<string>): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: Array<number> = []
  for (const path of paths) {
    const start = performance.now()
    const [response] = await once(
      request(edge.url + path, { agent, headers: edge.headers }).end(),
      "response",
    )
    await response.toArray()
    if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}`)
    times.push(performance.now() - start)
  }
  agent.destroy()
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { first_ms: times[0] ?? 0, p50_ms: at(0.5), p99_ms: at(0.99) }
}
