/** Answers that depend on the release and the address alone: they hold until another release is published. */
import { fnv1a32 } from "@almanac/core/rules/hash"
import { VERSION } from "../version.ts"
import { type Exchange, JSON_TYPE, type Reply } from "./endpoint.ts"

/** Whether an If-None-Match header names the tag; weak comparison, as RFC 9110 wants it. */
export function matches(header: string | null, tag: string): boolean {
  return namesOf(header).some((name) => name === tag || name === `W/${tag}`)
}

const namesOf = (header: string | null): ReadonlyArray<string> =>
  (header ?? "").split(",").map((name) => name.trim())

/**
 * Answers 304 where the client has the answer of this version. The tag is of version and address, so only who was given
 * an answer at this address can name it; nothing is computed for a 304. `*` names any answer, so that there has to be one.
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
  const known = request.headers.get("if-none-match")
  const unchanged = { status: 304, body: null, headers }
  if (matches(known, tag)) return unchanged
  const body = await make()
  if (namesOf(known).includes("*")) return unchanged
  return { status: 200, body, headers: { "content-type": JSON_TYPE, ...headers } }
}
