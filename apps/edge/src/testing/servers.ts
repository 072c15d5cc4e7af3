/** Starts the edge in every runtime and sends all of them the same requests. */

import { once } from "node:events"
import { request } from "node:http"
import { connect } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { gunzipSync } from "node:zlib"
import { expect } from "vitest"
import type { Case, KeyName } from "../conformance/case.ts"
import { RUNTIMES } from "../edge/runtimes.ts"
import { type EdgeOptions, type RunningEdge, startEdge } from "../edge/start.ts"
import { hashKey, makeKey } from "../keys/secret.ts"
import { breaches } from "./contract.ts"
import { freePort } from "./free-port.ts"

export async function startAll(
  options: Omit<EdgeOptions, "port" | "hostname">,
): Promise<ReadonlyArray<RunningEdge>> {
  const started = await Promise.allSettled(
    RUNTIMES.map(async (runtime) =>
      startEdge(runtime, { ...options, port: await freePort(), hostname: "127.0.0.1" }),
    ),
  )
  const running = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))
  const failed = started.find((each) => each.status === "rejected")
  if (failed !== undefined) {
    await stopAll(running)
    throw failed.reason
  }
  return running
}

export async function stopAll(edges: ReadonlyArray<RunningEdge>): Promise<void> {
  await Promise.all(edges.map(({ stop }) => stop()))
}

export type Keyring = Readonly<Record<KeyName, string>>

/** Keys of every kind, and the registry that holds their hashes. */
export async function keyring(): Promise<{ readonly keys: Keyring; readonly registry: string }> {
  const names: ReadonlyArray<KeyName> = [
    ...(["reader", "successor", "ofOrg1", "operator", "admin"] as const),
    ...(["wrong", "expired", "revoked", "notYet"] as const),
  ]
  const keys = Object.fromEntries(names.map((name) => [name, makeKey()])) as Keyring
  const entry = async (name: KeyName, rest: object = {}) => ({
    id: name,
    sha256: await hashKey(keys[name]),
    role: "reader",
    orgs: "all",
    ...rest,
  })
  const registry = {
    keys: await Promise.all([
      entry("reader"),
      entry("successor", { not_before: "2020-01-01T00:00:00Z", expires_at: "2999-01-01T00:00:00Z" }),
      entry("ofOrg1", { orgs: [1, "9007199254740993"] }),
      entry("operator", { role: "operator" }),
      entry("admin", { role: "admin" }),
      entry("expired", { expires_at: "2020-01-01T00:00:00Z" }),
      entry("revoked", { revoked: true }),
      entry("notYet", { not_before: "2999-01-01T00:00:00Z" }),
    ]),
  }
  return { keys, registry: JSON.stringify(registry) }
}

/** The headers that the app sets. The server sets the others. */
const OWN_HEADERS = [
  ...[
    "content-type",
    "content-length",
    "content-encoding",
    "cache-control",
    "etag",
    "vary",
    "x-request-id",
    "www-authenticate",
    "allow",
    "accept",
  ],
  ...[
    "accept-encoding",
    "retry-after",
    "x-content-type-options",
    "referrer-policy",
    "content-security-policy",
  ],
  ...["strict-transport-security", "access-control-allow-origin", "access-control-allow-methods"],
  ...["access-control-allow-headers", "access-control-max-age", "access-control-expose-headers"],
]

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends the request as it is written. `fetch` would correct addresses and headers. */
export async function ask({ url }: Pick<RunningEdge, "url">, of: Case, keys: Keyring): Promise<Answer> {
  const { hostname, port } = new URL(url)
  const isChunked = of.headers?.["transfer-encoding"] !== undefined
  const sent = request({
    hostname,
    port,
    path: of.path,
    method: of.method ?? "GET",
    agent: false,
    headers: {
      "x-request-id": "conformance",
      ...(of.key !== undefined && { authorization: `Bearer ${keys[of.key]}` }),
      ...of.headers,
      ...(of.body !== undefined && !isChunked && { "content-length": String(Buffer.byteLength(of.body)) }),
    },
  })
  sent.on("error", () => {})
  sent.end(of.body)
  const [response] = await once(sent, "response")
  const chunks: Array<Buffer> = await response.toArray()
  const headers = OWN_HEADERS.flatMap((name) => {
    const value = response.headers[name]
    return value === undefined ? [] : [[name, String(value)]]
  })
  return {
    status: response.statusCode,
    headers: Object.fromEntries(headers),
    body: textOf(Buffer.concat(chunks), response.headers["content-encoding"]),
  }
}

function textOf(bytes: Buffer, coding: string | undefined): string {
  return (coding === "gzip" ? gunzipSync(bytes) : bytes).toString()
}

/** Sends bytes and closes the sending side, like a client that dies. Returns everything that comes back. */
export async function askAndHangUp({ url }: Pick<RunningEdge, "url">, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.end(bytes)
  const chunks: Array<Buffer> = await socket.toArray()
  return Buffer.concat(chunks).toString()
}

/**
 * Sends the first half of a request, tells the server to stop, and sends the rest. Returns everything that
 * comes back.
 */
export async function askWhileStopping(
  edge: RunningEdge,
  halves: readonly [string, string],
): Promise<string> {
  const { hostname, port } = new URL(edge.url)
  const socket = connect({ host: hostname, port: Number(port) })
  const answer = (async () => Buffer.concat(await socket.toArray()).toString())()
  socket.write(halves[0])
  await fetch(`${edge.url}/healthz`, { headers: { connection: "close" } })
  const stopped = edge.stop()
  await sleep(200)
  socket.write(halves[1])
  await stopped
  return await answer
}

/** Checks the answers of all runtimes against the case and against each other. */
export async function hold(
  edges: ReadonlyArray<Pick<RunningEdge, "url">>,
  of: Case,
  keys: Keyring,
): Promise<Answer> {
  const [first, ...others] = await Promise.all(edges.map((edge) => ask(edge, of, keys)))
  if (first === undefined) throw new Error("no runtime is running")
  expect(first.status, first.body.slice(0, 500)).toBe(of.status)
  for (const [name, value] of Object.entries(of.has ?? {})) {
    expect(first.headers[name] ?? "", name).toEqual(
      typeof value === "string" ? value : expect.stringMatching(value),
    )
  }
  if (of.says !== undefined) expect(first.body).toMatch(of.says)
  if (of.status >= 400 && of.method !== "HEAD") holdProblem(first, of)
  expect(breaches(of.method ?? "GET", of.path, first), "what /openapi.json says").toEqual([])
  const isNew = of.has?.["x-request-id"] instanceof RegExp
  const comparable = ({ headers, ...rest }: Answer) => ({
    ...rest,
    headers: isNew ? { ...headers, "x-request-id": "new" } : headers,
  })
  for (const other of others) expect(comparable(other)).toEqual(comparable(first))
  return first
}

function holdProblem({ status, headers, body }: Answer, of: Case): void {
  expect(headers["content-type"]).toBe("application/problem+json")
  const problem = JSON.parse(body)
  expect(problem).toMatchObject({
    type: expect.stringMatching(/^urn:almanac:problem:/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
  })
  expect(body).not.toMatch(/\bat .*\.(ts|js):\d|node_modules|@example\.com|1955-03-14/)
  if (of.at !== undefined) expect(problem.errors[0].pointer ?? problem.errors[0].parameter).toBe(of.at)
}
