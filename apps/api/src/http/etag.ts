/** Answers that depend on the release and the address alone: they hold until another release is published. */
import { fnv1a32 } from "@almanac/core/rules/hash"
import { VERSION } from "../version.ts"
import { type Exchange, JSON_TYPE, type Reply } from "./endpoint.ts"

/** Whether an If-None-Match header names the tag; weak comparison, as RFC 9110 wants it. */
export function matches(header: string | null, tag: string): boolean {
  if (header === null) return false
  return header.split(",").some((given) => {
    const text = given.trim()
    return text === "*" || text === tag || text === `W/${tag}`
  })
}

/**
 * Answers 304 where the client has the answer of this version. The tag is of version and address, so only who was given
 * an answer at this address can name it; nothing is computed for a 304.
 * @param version of everything the answer is made of, for example the release id; letters, digits, `-`, `_`, `.`
 */
export async function versioned(
  { request, path }: Exchange,
  version: string,
  make: () => string | Promise<string>,
): Promise<Reply> {
  const query = request.url.indexOf("?")
  const address = path + (query < 0 ? "" : request.url.slice(query))
  const tag = `"${VERSION}-${version}-${(fnv1a32(address) >>> 0).toString(16).padStart(8, "0")}"`
  const headers = { etag: tag, "cache-control": "private, no-cache", vary: "authorization" }
  if (matches(request.headers.get("if-none-match"), tag)) return { status: 304, body: null, headers }
  return { status: 200, body: await make(), headers: { "content-type": JSON_TYPE, ...headers } }
}
