/** Finds out who sends a request by its `Authorization: Bearer` header. */
import { fail, type ProblemError } from "../http/problem.ts"
import { type Soon, soon } from "../http/soon.ts"
import type { Services } from "../services.ts"
import { type KeyRegistry, ownerOf, type Principal } from "./registry.ts"
import { hashKey } from "./secret.ts"

const BEARER = /^Bearer +([\x21-\x7e]{1,256}) *$/i

/** Throws 401 without a key that holds now; which of its faults it has is not told. */
export function authenticate(request: Request, services: Services): Soon<Principal> {
  const header = request.headers.get("authorization")
  if (header === null || header === "") throw unauthorized("send a key: Authorization: Bearer <key>", "")
  return soon(services.keys(), (registry) =>
    soon(ownerOfHeader(registry, header, services.nowMs()), (owner) => {
      if (owner === undefined) throw unauthorized("the key is not valid", ', error="invalid_token"')
      return owner
    }),
  )
}

/** By the header, hashes of keys that were valid, so that busy ones are not hashed again. In memory only, and never of a wrong key. */
const hashes = new Map<string, string>()
const MOST_HASHES = 1000

function ownerOfHeader(registry: KeyRegistry, header: string, nowMs: number): Soon<Principal | undefined> {
  const known = hashes.get(header)
  return known === undefined ? ownerOfNewHeader(registry, header, nowMs) : ownerOf(registry, known, nowMs)
}

async function ownerOfNewHeader(
  registry: KeyRegistry,
  header: string,
  nowMs: number,
): Promise<Principal | undefined> {
  const key = BEARER.exec(header)?.[1]
  if (key === undefined) return undefined
  const hash = await hashKey(key)
  const owner = ownerOf(registry, hash, nowMs)
  if (owner !== undefined) {
    if (hashes.size >= MOST_HASHES) hashes.clear()
    hashes.set(header, hash)
  }
  return owner
}

function unauthorized(detail: string, more: string): ProblemError {
  return fail("unauthorized", detail, { "www-authenticate": `Bearer realm="almanac"${more}` })
}
