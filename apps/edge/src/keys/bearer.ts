/** Finds the owner of the key in the `Authorization: Bearer` header of a request. */
import type { Middleware } from "../http/edge-env.ts"
import { fail, type ProblemError } from "../http/problem.ts"
import type { Soon } from "../http/soon.ts"
import type { Services } from "../services.ts"
import { type KeyRegistry, ownerOf, type Principal } from "./registry.ts"
import { hashKey, isKey } from "./secret.ts"

/** Enough for `Bearer`, a key of 256 characters, and some spaces. */
const LONGEST_HEADER = 300

/**
 * Refuses a request with 401 if its key is missing or not valid now. The answer does not tell why a key is not
 * valid.
 */
export const authenticated =
  ({ keys, nowMs }: Pick<Services, "keys" | "nowMs">): Middleware =>
  async (c, next) => {
    const header = c.req.raw.headers.get("authorization")
    if (header === null || header === "") throw unauthorized("send a key: Authorization: Bearer <key>", "")
    const key = keyOf(header)
    const owner = key === undefined ? undefined : await ownerOfKey(await keys(), key, nowMs())
    if (owner === undefined) throw unauthorized("the key is not valid", ', error="invalid_token"')
    c.set("principal", owner)
    return next()
  }

/** The key in a header with the scheme Bearer. */
function keyOf(header: string): string | undefined {
  if (header.length > LONGEST_HEADER || header.charCodeAt(6) !== 32) return undefined
  if (!header.startsWith("Bearer") && header.slice(0, 6).toLowerCase() !== "bearer") return undefined
  return header.slice(7).trim()
}

/**
 * The hashes of valid keys, by key, so that a busy key is hashed only once. They are in memory only. A wrong
 * key is never stored.
 */
const hashes = new Map<string, string>()
const MAX_HASHES = 1000

function ownerOfKey(registry: KeyRegistry, key: string, nowMs: number): Soon<Principal | undefined> {
  const known = hashes.get(key)
  return known === undefined ? ownerOfNewKey(registry, key, nowMs) : ownerOf(registry, known, nowMs)
}

async function ownerOfNewKey(
  registry: KeyRegistry,
  key: string,
  nowMs: number,
): Promise<Principal | undefined> {
  if (!isKey(key)) return undefined
  const hash = await hashKey(key)
  const owner = ownerOf(registry, hash, nowMs)
  if (owner !== undefined) {
    if (hashes.size >= MAX_HASHES) hashes.clear()
    hashes.set(key, hash)
  }
  return owner
}

function unauthorized(detail: string, more: string): ProblemError {
  return fail("unauthorized", detail, { "www-authenticate": `Bearer realm="almanac"${more}` })
}
