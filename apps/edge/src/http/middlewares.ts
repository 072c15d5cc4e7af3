/**
 * The middlewares of the app, in the order in which a request passes them. They are ours, because Hono's own
 * would break promises of docs/reference/api.md or cost speed: docs/adr/0010 has the reason for each.
 */
import { routePath } from "hono/route"
import { authenticated } from "../keys/bearer.ts"
import { type Role, suffices } from "../keys/registry.ts"
import type { Services } from "../services.ts"
import { accepts } from "./accept.ts"
import { crossOrigin } from "./cross-origin.ts"
import type { Middleware } from "./edge-env.ts"
import type { Endpoint } from "./endpoint.ts"
import { requestIdOf } from "./headers.ts"
import { isHost } from "./host.ts"
import { fail } from "./problem.ts"

/** What every request passes first. */
export const forEveryRequest = (services: Services): ReadonlyArray<Middleware> => [
  counted(services),
  ...(services.corsOrigins.length === 0 ? [] : [crossOrigin(services.corsOrigins)]),
  identified,
  withValidHost,
]

/** What a request to an endpoint passes after that. */
export const beforeEndpoint = (
  { access, produces }: Endpoint,
  services: Services,
): ReadonlyArray<Middleware> => [
  ...(access === "open" ? [] : [authenticated(services), withinRate(services), withRole(access)]),
  acceptable(produces),
]

/** Counts the request in the metrics, by the pattern of its route. */
const counted =
  ({ metrics, nowMs }: Services): Middleware =>
  async (c, next) => {
    const started = nowMs()
    await next()
    const route = routePath(c, -1)
    metrics.observe(
      c.req.method,
      route === "/*" ? "unknown" : route,
      c.res.status,
      (nowMs() - started) / 1000,
    )
  }

const identified: Middleware = (c, next) => {
  c.set("requestId", requestIdOf(c.req.raw))
  return next()
}

const withValidHost: Middleware = (c, next) => {
  if (isHost(c.req.raw.headers.get("host"))) return next()
  throw fail("malformed-request", "the Host header: give host or host:port")
}

const withinRate =
  ({ rateLimit }: Services): Middleware =>
  async (c, next) => {
    const seconds = await rateLimit(c.get("principal").keyId)
    if (seconds === undefined) return next()
    throw fail("too-many-requests", `ask again in ${seconds} s`, { "retry-after": String(seconds) })
  }

const withRole =
  (needed: Role): Middleware =>
  (c, next) => {
    if (suffices(c.get("principal").role, needed)) return next()
    throw fail("forbidden", `this needs a key with the role ${needed}`)
  }

const acceptable =
  (mediaType: string): Middleware =>
  (c, next) => {
    if (accepts(c.req.raw.headers.get("accept"), mediaType)) return next()
    throw fail("not-acceptable", `this answers ${mediaType}`)
  }
