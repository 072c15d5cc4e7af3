/** Access for the pages of listed origins (CORS). */
import type { Middleware } from "./edge-env.ts"

/**
 * Allows browsers to read the answer if the origin of their page is listed. The answer to OPTIONS, with which
 * a browser asks beforehand, tells them which methods and headers they may use.
 */
export function crossOrigin(origins: ReadonlyArray<string>): Middleware {
  return async (c, next) => {
    await next()
    const { headers, status } = c.res
    headers.append("vary", "origin")
    const origin = c.req.raw.headers.get("origin")
    if (origin === null || !origins.includes(origin)) return
    headers.set("access-control-allow-origin", origin)
    headers.set("access-control-expose-headers", "etag, retry-after, x-request-id")
    if (c.req.method !== "OPTIONS" || status !== 204) return
    headers.set("access-control-allow-methods", headers.get("allow") ?? "")
    headers.set("access-control-allow-headers", "authorization, content-type, if-none-match, x-request-id")
    headers.set("access-control-max-age", "600")
  }
}

/**
 * The first of the origins, separated by commas, that no browser ever sends in this form. Undefined if
 * browsers can send all of them.
 */
export function uselessOrigin(text: string): string | undefined {
  return text.split(",").find((origin) => origin !== "" && !isOrigin(origin))
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
