/** The headers that every answer has. */

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

let areCopied: boolean | undefined

/** Whether responses copy their headers. Those of Node's adapter keep the object that they are given. */
function responsesCopy(): boolean {
  const headers = new Headers()
  return new Response(null, { headers }).headers !== headers
}

/**
 * The headers of every answer. The object is used again, so the caller must at once make a response from it,
 * which copies it.
 */
export function commonHeaders(url: string, own: Fields, requestId: string): Headers {
  const scheme = url.startsWith("https:") ? "https" : "http"
  let headers = made[scheme].get(own)
  if (headers === undefined) {
    headers = new Headers({ ...COMMON, ...(scheme === "https" ? SECURE : undefined), ...own })
    areCopied ??= responsesCopy()
    if (areCopied) made[scheme].set(own, headers)
  }
  headers.set("x-request-id", requestId)
  return headers
}
