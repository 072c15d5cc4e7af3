/**
 * Handles a request from its arrival to its response. It checks the key, role, rate and representation. Then
 * it calls the endpoint. Every response gets the common headers.
 */
import type { Context } from "hono"
import { authenticate } from "../keys/bearer.ts"
import { type Principal, suffices } from "../keys/registry.ts"
import { isReleaseError, UnavailableError } from "../published/unavailable.ts"
import type { Services } from "../services.ts"
import { accepts } from "./accept.ts"
import { gzipped, isWorthIt, takesGzip } from "./compress.ts"
import type { Endpoint, Reply } from "./endpoint.ts"
import { commonHeaders, corsHeaders, requestIdOf } from "./headers.ts"
import { fail, type Problem, ProblemError, problem } from "./problem.ts"
import { type Soon, soon } from "./soon.ts"

/** The Hono handler of an endpoint. */
export function serve(endpoint: Endpoint, services: Services) {
  return (c: Context): Promise<Response> =>
    respond(c, services, endpoint.path, () => ask(endpoint, c, services))
}

/** Answers with the reply of `answer`, or with a problem, and counts the request in the metrics. */
export async function respond(
  c: Context,
  services: Services,
  route: string,
  answer: () => Soon<Reply>,
): Promise<Response> {
  const started = services.nowMs()
  const request = c.req.raw
  const requestId = requestIdOf(request)
  let reply: Reply
  try {
    reply = await answer()
  } catch (error) {
    reply = failed(error, services, requestId)
  }
  services.metrics.observe(request.method, route, reply.status, (services.nowMs() - started) / 1000)
  const headers = commonHeaders(request.url, reply.headers, requestId)
  const response = responseOf(request, reply, headers)
  if (request.method === "HEAD" && reply.body !== null) {
    // Hono removes the body of an answer to HEAD. Without this header, Deno would send a length of 0.
    response.headers.set("content-length", String(new Blob([reply.body]).size))
  }
  for (const [name, value] of corsHeaders(request, services.corsOrigins)) response.headers.append(name, value)
  return response
}

/**
 * Compresses long answers for clients that accept it. The ETag of a compressed answer is weak, because the
 * same answer also exists with other bytes.
 */
function responseOf(request: Request, { status, body }: Reply, headers: Headers): Response {
  if (!isWorthIt(body)) return new Response(body, { status, headers })
  const isGzip = request.method !== "HEAD" && takesGzip(request.headers.get("accept-encoding"))
  const response = isGzip
    ? // A Worker would otherwise compress the body once more, because of its content-encoding header.
      new Response(gzipped(body), { status, headers, encodeBody: "manual" } as ResponseInit)
    : new Response(body, { status, headers })
  response.headers.append("vary", "accept-encoding")
  if (isGzip) {
    response.headers.set("content-encoding", "gzip")
    const tag = response.headers.get("etag")
    if (tag !== null) response.headers.set("etag", `W/${tag}`)
  }
  return response
}

function ask(endpoint: Endpoint, c: Context, services: Services): Soon<Reply> {
  const request = c.req.raw
  return soon(admitted(endpoint.access, request, services), (principal) => {
    if (!accepts(request.headers.get("accept"), endpoint.produces)) {
      throw fail("not-acceptable", `this answers ${endpoint.produces}`)
    }
    return endpoint.answer({
      request,
      services,
      principal,
      path: c.req.path,
      parameter: (name) => c.req.param(name) ?? "",
      query: (name) => c.req.query(name),
    })
  })
}

function admitted(
  access: Endpoint["access"],
  request: Request,
  services: Services,
): Soon<Principal | undefined> {
  if (access === "open") return undefined
  return soon(authenticate(request, services), (principal) =>
    soon(services.rateLimit(principal.keyId), (seconds) => {
      if (seconds !== undefined) {
        throw fail("too-many-requests", `ask again in ${seconds} s`, { "retry-after": String(seconds) })
      }
      if (!suffices(principal.role, access)) {
        throw fail("forbidden", `this needs a key with the role ${access}`)
      }
      return principal
    }),
  )
}

function failed(error: unknown, services: Services, requestId: string): Reply {
  if (error instanceof ProblemError) return problemReply(error.problem, error.headers)
  if (isReleaseError(error)) return problemReply(problem("release-unavailable", error.message), RETRY)
  if (error instanceof UnavailableError) return problemReply(problem("unavailable", error.message), RETRY)
  services.report(error, requestId)
  return problemReply(problem("internal-error", "the request id names it in the log"))
}

/** The fault must be repaired first, so clients should wait. */
const RETRY = { "retry-after": "10" }

function problemReply(body: Problem, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: body.status,
    body: JSON.stringify(body),
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  }
}
