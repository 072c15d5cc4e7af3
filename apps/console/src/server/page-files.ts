/** Serves the built page. Every address that is no file is the page itself, which then shows what belongs to it. */
import { readFile } from "node:fs/promises"
import { extname, join } from "node:path"
import type { MiddlewareHandler } from "hono"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
}

/** Names of files that hold a hash of their content, so that they never change. */
const HASHED = /^\/assets\/[\w.-]+$/

/** @param directory where the page was built */
export function pageFiles(directory: string): MiddlewareHandler {
  return async (c) => {
    const { path } = c.req
    const name = HASHED.test(path) ? path : "/index.html"
    const content = await readFile(join(directory, name)).catch(() => undefined)
    if (content === undefined) return c.text("not found", 404)
    c.header("content-type", TYPES[extname(name)] ?? "application/octet-stream")
    c.header("cache-control", name === path ? "public, max-age=31536000, immutable" : "no-cache")
    return c.body(new Uint8Array(content))
  }
}
