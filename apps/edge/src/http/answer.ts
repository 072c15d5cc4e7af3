/** Makes the response of a reply, and the reply of an error. */
import { isReleaseError, UnavailableError } from "../published/unavailable.ts"
import type { Services } from "../services.ts"
import { gzipped, isWorthIt, takesGzip } from "./compress.ts"
import type { EdgeContext } from "./edge-env.ts"
import type { Reply } from "./endpoint.ts"
import { commonHeaders } from "./headers.ts"
import { type Problem, ProblemError, problem } from "./problem.ts"

export function responseOf(c: EdgeContext, reply: Reply): Response {
  const request = c.req.raw
  const response = encoded(request, reply, commonHeaders(request.url, reply.headers, c.get("requestId")))
  if (request.method === "HEAD" && reply.body !== null) {
    // Hono removes the body of an answer to HEAD. Without this header, Deno would send a length of 0.
    response.headers.set("content-length", String(new Blob([reply.body]).size))
  }
  return response
}

/**
 * Compresses long answers for clients that accept it. The ETag of a compressed answer is weak, because the
 * same answer also exists with other bytes.
 */
function encoded(request: Request, { status, body }: Reply, headers: Headers): Response {
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

export function replyOf(error: unknown, services: Services, requestId: string): Reply {
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
