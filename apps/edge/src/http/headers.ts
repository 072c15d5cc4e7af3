/** The headers that every answer has, and cross-origin access. Only listed origins have access. */

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,64}$/

/** The request id that the client sent, if it is valid. Otherwise a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id")
  return given !== null && REQUEST_ID.test(given) ? given : newRequestId()
}

/**
 * The prefix of request ids in this process or isolate. It is made late, because Workers give no random
 * numbers before the first request.
 */
let origin: string | undefined
let count = 0

/**
 * 64 random bits, made once, followed by a count. A new UUID for every request would cost as much as reading
 * the request.
 */
function newRequestId(): string {
  origin ??= Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("")
  count++
  return `${origin}-${count.toString(36)}`
}

const COMMON = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}
/** The header is sent only over HTTPS, as RFC 6797 requires. */
const SECURE = { "strict-transport-security": "max-age=31536000" }

type Fields = Readonly<Record<string, string>>

/**
 * Headers by the object that holds a reply's own fields. Runtimes copy headers in half the time that they
 * need to make them.
 */
const made = { http: new WeakMap<Fields, Headers>(), https: new WeakMap<Fields, Headers>() }

/**
 * The headers of every answer. The object is used again, so the caller must at once make a response from it,
 * which copies it.
 */
export function commonHeaders(url: string, own: Fields, requestId: string): Headers {
  const scheme = url.startsWith("https:") ? "https" : "http"
  let headers = made[scheme].get(own)
  if (headers === undefined) {
    headers = new Headers({ ...COMMON, ...(scheme === "https" ? SECURE : undefined), ...own })
    made[scheme].set(own, headers)
  }
  headers.set("x-request-id", requestId)
  return headers
}

const EXPOSED = "etag, retry-after, x-request-id"

/** Headers that allow a browser to read the answer if its origin is listed. */
export function corsHeaders(
  request: Request,
  origins: ReadonlyArray<string>,
): ReadonlyArray<readonly [name: string, value: string]> {
  if (origins.length === 0) return []
  const origin = request.headers.get("origin")
  if (origin === null || !origins.includes(origin)) return [["vary", "origin"]]
  return [
    ["access-control-allow-origin", origin],
    ["access-control-expose-headers", EXPOSED],
    ["vary", "origin"],
  ]
}

/**
 * Additional headers of a preflight answer. They tell a listed origin which methods and headers it may use.
 */
export function preflightHeaders(
  request: Request,
  origins: ReadonlyArray<string>,
  allow: string,
): Readonly<Record<string, string>> {
  if (!origins.includes(request.headers.get("origin") ?? "")) return {}
  return {
    "access-control-allow-methods": allow,
    "access-control-allow-headers": "authorization, content-type, if-none-match, x-request-id",
    "access-control-max-age": "600",
  }
}
