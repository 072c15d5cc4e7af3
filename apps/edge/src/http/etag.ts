/**
 * Answers that depend only on the release and the address. They stay valid until another release is
 * published.
 */
import { fnv1a32 } from "@almanac/core/rules/hash"
import { VERSION } from "../version.ts"
import { type Exchange, JSON_TYPE, type Reply } from "./endpoint.ts"

/** Whether an If-None-Match header contains the tag. The comparison is weak, as RFC 9110 requires. */
export function matches(header: string | null, tag: string): boolean {
  return namesOf(header).some((name) => name === tag || name === `W/${tag}`)
}

const namesOf = (header: string | null): ReadonlyArray<string> =>
  (header ?? "").split(",").map((name) => name.trim())

/**
 * Answers 304 if the client already has the answer of this version. The tag is made of the version and the
 * address, so a client can know it only from an answer at this address. Nothing is computed for such a 304.
 * The tag `*` matches any answer, so the answer is made first to make sure that it exists.
 * @param version identifies everything that the answer depends on, for example the release id; letters,
 * digits, `-`, `_`, `.`
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
