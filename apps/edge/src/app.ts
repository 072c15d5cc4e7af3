/**
 * The app, which is the same in Cloudflare Workers, Deno and Node. It knows no runtime: the entry files give
 * it what it needs.
 */
import { Hono } from "hono"
import { campaigns } from "./endpoints/campaigns.ts"
import { config } from "./endpoints/config.ts"
import { contactSchedules } from "./endpoints/contact-list.ts"
import { contactSearch } from "./endpoints/contact-search.ts"
import { contactExplanation, contactSchedule } from "./endpoints/contacts.ts"
import { documents } from "./endpoints/documents.ts"
import { due } from "./endpoints/due.ts"
import { org, orgs, whoami } from "./endpoints/orgs.ts"
import { healthz, metrics, readyz } from "./endpoints/probes.ts"
import { releases } from "./endpoints/releases.ts"
import { batch, schedule } from "./endpoints/schedule.ts"
import { state, states } from "./endpoints/states.ts"
import { volume } from "./endpoints/volume.ts"
import { replyOf, responseOf } from "./http/answer.ts"
import type { EdgeContext, EdgeEnv } from "./http/edge-env.ts"
import type { Endpoint } from "./http/endpoint.ts"
import { beforeEndpoint, forEveryRequest } from "./http/middlewares.ts"
import { fail } from "./http/problem.ts"
import type { Services } from "./services.ts"

export function endpointsOf(openMetrics: boolean): ReadonlyArray<Endpoint> {
  const endpoints = [
    ...[
      schedule,
      batch,
      whoami,
      releases,
      orgs,
      org,
      due,
      contactSearch,
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

/** The app: middlewares, then the endpoint; an error anywhere becomes a problem. */
export function createApp(services: Services): Hono<EdgeEnv> {
  const { getPath } = new Hono()
  const app = new Hono<EdgeEnv>({ getPath: ({ url }) => getPath({ url: resolved(url) } as Request) })
  app.use(...forEveryRequest(services))
  for (const endpoint of endpointsOf(services.openMetrics)) {
    app.on(
      endpoint.method,
      [endpoint.path],
      ...beforeEndpoint(endpoint, services),
      answering(endpoint, services),
    )
    app.all(endpoint.path, otherMethod(endpoint))
  }
  app.notFound(() => {
    throw fail("not-found", "no such endpoint; /docs lists them all")
  })
  app.onError((error, c) => responseOf(c, replyOf(error, services, c.get("requestId"))))
  return app
}

/**
 * The address of a request, with dot segments resolved. Node's server resolves them before the app sees the
 * address; the servers of Deno and workerd do not.
 */
function resolved(url: string): string {
  const address = url.slice(url.indexOf("/", url.indexOf(":") + 4))
  return /\/(?:\.|%2e)/i.test(address) ? new URL(`http://host${address}`).href : url
}

const answering = (endpoint: Endpoint, services: Services) => async (c: EdgeContext) =>
  responseOf(
    c,
    await endpoint.answer({
      request: c.req.raw,
      services,
      principal: c.get("principal"),
      path: c.req.path,
      parameter: (name) => c.req.param(name) ?? "",
      query: (name) => c.req.query(name),
    }),
  )

/** Answers OPTIONS, and refuses the methods that an address does not have. */
const otherMethod = ({ method }: Endpoint) => {
  const allow = method === "GET" ? "GET, HEAD, OPTIONS" : "POST, OPTIONS"
  return (c: EdgeContext): Response => {
    if (c.req.method !== "OPTIONS") throw fail("method-not-allowed", `use ${allow}`, { allow })
    return responseOf(c, { status: 204, body: null, headers: { allow, "cache-control": "no-store" } })
  }
}
