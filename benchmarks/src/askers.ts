/**
 * Ways to ask a release for the rows of a contact: with its reader, the handler of the API, or an edge
 * process over HTTP.
 */

import { once } from "node:events"
import { Agent, request } from "node:http"
import { servicesOfProcess } from "@almanac/edge/adapters/environment"
import { nodeDirectory } from "@almanac/edge/adapters/node-directory"
import { createApp } from "@almanac/edge/app"
import type { RuntimeName } from "@almanac/edge/edge/runtimes"
import { startEdge } from "@almanac/edge/edge/start"
import { hashKey, makeKey } from "@almanac/edge/keys/secret"
import { freePort } from "@almanac/edge/testing/free-port"
import { directoryFiles } from "@almanac/publish/directory-target"
import { contactAnswer, type PublishedRow } from "@almanac/release/contact"
import { openRelease } from "@almanac/release/open"

export interface Asker {
  /** The rows of a contact; undefined if the answer is that the contact does not exist. */
  readonly ask: (org: bigint, contactId: bigint) => Promise<ReadonlyArray<PublishedRow> | undefined>
  readonly stop: () => Promise<void>
}

export type Through = "release" | "handler" | RuntimeName

/** @param releases directory of releases, in which `release` is the current one */
export const ASKERS: Readonly<Record<Through, (releases: string, release: string) => Promise<Asker>>> = {
  release: async (releases, id) => {
    const release = await openRelease(directoryFiles(releases), id)
    return {
      ask: async (org, contactId) => (await contactAnswer(release, org, contactId))?.rows,
      stop: async () => {},
    }
  },
  handler: async (releases) => {
    const key = makeKey()
    const services = servicesOfProcess(
      { ALMANAC_RELEASES: releases, ALMANAC_KEYS: "keys", ALMANAC_MAX_AGE_MS: "60000" },
      { directory: nodeDirectory, readText: async () => await keysOf(key) },
    )
    const app = createApp(services)
    const headers = { authorization: `Bearer ${key}` }
    return {
      ask: async (org, contactId) => {
        const response = await app.fetch(new Request(`http://edge${pathOf(org, contactId)}`, { headers }))
        return rowsOf(response.status, await response.text())
      },
      stop: async () => {},
    }
  },
  node: (releases) => overHttp("node", releases),
  deno: (releases) => overHttp("deno", releases),
  workerd: (releases) => overHttp("workerd", releases),
}

async function overHttp(runtime: RuntimeName, releases: string): Promise<Asker> {
  const key = makeKey()
  const { url, stop } = await startEdge(runtime, {
    port: await freePort(),
    hostname: "127.0.0.1",
    releases,
    keys: await keysOf(key),
    ratePerSecond: 0,
    corsOrigins: "",
    openMetrics: false,
    maxAgeMs: 60_000,
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const headers = { authorization: `Bearer ${key}` }
  return {
    ask: async (org, contactId) => {
      const [response] = await once(
        request(`${url}${pathOf(org, contactId)}`, { agent, headers }).end(),
        "response",
      )
      const text = (await response.toArray()).join("")
      return rowsOf(response.statusCode, text)
    },
    stop: async () => {
      agent.destroy()
      await stop()
    },
  }
}

const pathOf = (org: bigint, contactId: bigint): string => `/v1/orgs/${org}/contacts/${contactId}/schedule`

function rowsOf(status: number, text: string): ReadonlyArray<PublishedRow> | undefined {
  if (status === 404) return undefined
  if (status !== 200) throw new Error(`the edge answered ${status}: ${text}`)
  return (JSON.parse(text) as { readonly rows: ReadonlyArray<PublishedRow> }).rows
}

const keysOf = async (key: string): Promise<string> =>
  JSON.stringify({ keys: [{ id: "parity", sha256: await hashKey(key), role: "reader", orgs: "all" }] })
