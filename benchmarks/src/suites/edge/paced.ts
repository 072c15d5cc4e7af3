/**
 * Sends requests at an even pace, whether or not earlier ones are answered. A latency is counted from the
 * moment at which the request was due, so a server that stalls does not get fewer requests. Load generators
 * that send the requests of each second at once measure their own burst.
 */
import { once } from "node:events"
import { Agent, request } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import type { Post } from "./load.ts"
import type { Edge } from "./servers.ts"

export interface Paced {
  readonly requests_per_second: number
  readonly p50_ms: number
  readonly p99_ms: number
}

const CONNECTIONS = 10
/** Latencies count only after this share of the time, because the client has to get up to speed too. */
const WARM_UP = 0.2

/** @param rate requests per second */
export async function paced(edge: Edge, post: Post, seconds: number, rate: number): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const times: Array<number> = []
  const begun = performance.now()
  const counted = begun + WARM_UP * 1000 * seconds
  const ask = async (due: number): Promise<void> => {
    const sent = request(edge.url + post.path, { agent, method: "POST", headers: edge.headers }).end(
      post.body,
    )
    const [response] = await once(sent, "response")
    response.resume()
    await once(response, "end")
    if (response.statusCode !== 200) throw new Error(`${post.path} was answered ${response.statusCode}`)
    if (due >= counted) times.push(performance.now() - due)
  }
  const asked: Array<Promise<void>> = []
  for (let now = begun; now < counted + 1000 * seconds; now = performance.now()) {
    while (asked.length < ((now - begun) / 1000) * rate) asked.push(ask(begun + (asked.length / rate) * 1000))
    await sleep(1)
  }
  await Promise.all(asked)
  agent.destroy()
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { requests_per_second: times.length / seconds, p50_ms: at(0.5), p99_ms: at(0.99) }
}
