/**
 * The app, which is the same in Cloudflare Workers, Deno and Node. It knows no runtime: the entry files give
 * it what it needs.
 */
import { type Context, Hono } from "hono"
import { campaigns } from "./endpoints/campaigns.ts"
import { config } from "./endpoints/config.ts"
import { contactSchedules } from "./endpoints/contact-list.ts"
import { contactExplanation, contactSchedule } from "./endpoints/contacts.ts"
import { documents } from "./endpoints/documents.ts"
import { due } from "./endpoints/due.ts"
import { orgs, whoami } from "./endpoints/orgs.ts"
import { healthz, metrics, readyz } from "./endpoints/probes.ts"
import { releases } from "./endpoints/releases.ts"
import { batch, schedule } from "./endpoints/schedule.ts"
import { state, states } from "./endpoints/states.ts"
import { volume } from "./endpoints/volume.ts"
import type { Endpoint, Reply } from "./http/endpoint.ts"
import { preflightHeaders } from "./http/headers.ts"
import { isHost } from "./http/host.ts"
import { fail } from "./http/problem.ts"
import { respond, serve } from "./http/serve.ts"
import type { Services } from "./services.ts"

export function endpointsOf(openMetrics: boolean): ReadonlyArray<Endpoint> {
  const endpoints = [
    ...[
      schedule,
      batch,
      whoami,
      releases,
      orgs,
      due,
      contactSchedules,
      contactSchedule,
      contactExplanation,
      volume,
      campaigns,
      config,
      states,
      state,
    ],
    ...[healthz, readyz, metrics(openMetrics)],
  ]
  return [...endpoints, ...documents(endpoints)]
}

export function createApp(services: Services): Hono {
  const { getPath } = new Hono()
  const app = new Hono({
    getPath: ({ url, headers }) =>
      isHost(headers.get("host")) ? getPath({ url: resolved(url) } as Request) : NOWHERE,
  })
  const endpoints = endpointsOf(services.openMetrics)
  for (const endpoint of endpoints) app.on(endpoint.method, endpoint.path, serve(endpoint, services))
  const known = endpoints.map(({ path, method }) => ({ path, method, pattern: patternOf(path) }))
  app.notFound((c) => {
    if (c.req.path === NOWHERE) return respond(c, services, "unknown", refuseHost)
    const endpoint = known.find(({ pattern }) => pattern.test(c.req.path))
    return respond(c, services, endpoint?.path ?? "unknown", () => otherwise(c, services, endpoint?.method))
  })
  return app
}

/** The path of a request whose address cannot be trusted. No endpoint has this path. */
const NOWHERE = ""

function refuseHost(): never {
  throw fail("malformed-request", "the Host header: give host or host:port")
}

/**
 * The address of a request, with dot segments resolved. Node's server resolves them before the app sees the
 * address; the servers of Deno and workerd do not.
 */
function resolved(url: string): string {
  const address = url.slice(url.indexOf("/", url.indexOf(":") + 4))
  return /\/(?:\.|%2e)/i.test(address) ? new URL(`http://host${address}`).href : url
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}$`)

/** Answers requests that no endpoint answers: a preflight, another method, or an unknown address. */
function otherwise(c: Context, services: Services, method: Endpoint["method"] | undefined): Reply {
  if (method === undefined) throw fail("not-found", "no such endpoint; /docs lists them all")
  const allow = method === "GET" ? "GET, HEAD, OPTIONS" : "POST, OPTIONS"
  if (c.req.method !== "OPTIONS") throw fail("method-not-allowed", `use ${allow}`, { allow })
  return {
    status: 204,
    body: null,
    headers: {
      allow,
      "cache-control": "no-store",
      ...preflightHeaders(c.req.raw, services.corsOrigins, allow),
    },
  }
}
