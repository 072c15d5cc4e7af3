/**
 * Decides who may call what. The registry holds only the SHA-256 hash of a key, never the key. An
 * organisation or an application can have several keys at the same time, so that a key can be replaced
 * without an interruption.
 */
import { parseDay } from "@almanac/core/day/civil"
import { refuse } from "@almanac/core/domain/refusal"
import { readId } from "@almanac/core/intake/id"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Id } from "../schedule/fields.ts"

export const ROLES = ["reader", "operator", "admin"] as const
export type Role = (typeof ROLES)[number]

/** The owner of a valid key. */
export interface Principal {
  readonly keyId: string
  readonly role: Role
  readonly orgs: "all" | ReadonlySet<bigint>
  /** As written in the registry. Null if the key does not expire. */
  readonly expiresAt: string | null
}

const INSTANT =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** An instant must have a zone and an existing day, so that no key is valid longer than intended. */
const isInstant = Schema.makeFilter(
  (text: string) =>
    (INSTANT.test(text) && parseDay(text.slice(0, 10)) !== undefined) ||
    "give an instant that exists, with its zone: 2027-11-01T00:00:00Z",
)
const Instant = Schema.String.check(isInstant)

const KeySchema = Schema.Struct({
  /** A name for logs and rate limits. It is not secret. */
  id: Schema.String.check(Schema.isPattern(/^[A-Za-z0-9._-]{1,64}$/)),
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  role: Schema.Literals(ROLES),
  orgs: Schema.Union([Schema.Literal("all"), Schema.Array(Id)]),
  not_before: Schema.optionalKey(Instant),
  expires_at: Schema.optionalKey(Instant),
  revoked: Schema.optionalKey(Schema.Boolean),
})

const KeysSchema = Schema.Struct({ keys: Schema.Array(KeySchema) })

interface Entry {
  readonly hash: string
  readonly principal: Principal
  readonly notBeforeMs: number
  readonly expiresAtMs: number
  readonly revoked: boolean
}

/** Entries, by the first characters of their hash. */
export type KeyRegistry = ReadonlyMap<string, ReadonlyArray<Entry>>

const PREFIX_LENGTH = 8

const decode = Schema.decodeUnknownResult(KeysSchema)

/** Reads the registry document. Throws a Refusal that names the field and repeats no hash. */
export function readKeys(document: unknown): KeyRegistry {
  const result = decode(document, { onExcessProperty: "error" })
  if (Result.isFailure(result)) {
    throw refuse(
      `the keys cannot be read: ${result.failure.message}`,
      "give {keys: [{id, sha256, role, orgs, not_before?, expires_at?, revoked?}]}",
    )
  }
  refuseTwins(result.success.keys)
  return Map.groupBy(result.success.keys.map(entryOf), ({ hash }) => hash.slice(0, PREFIX_LENGTH))
}

/** Refuses two entries with the same key. If one was revoked, the other would still be valid. */
function refuseTwins(keys: ReadonlyArray<typeof KeySchema.Type>): void {
  const ids = new Map<string, string>()
  for (const { id, sha256 } of keys) {
    const twin = ids.get(sha256)
    if (twin !== undefined) {
      throw refuse(
        `the keys cannot be read: ${twin} and ${id} have the same sha256`,
        "give each key only one entry",
      )
    }
    ids.set(sha256, id)
  }
}

function entryOf(key: typeof KeySchema.Type): Entry {
  return {
    hash: key.sha256,
    principal: {
      keyId: key.id,
      role: key.role,
      orgs: key.orgs === "all" ? "all" : new Set(key.orgs.map(idOf)),
      expiresAt: key.expires_at ?? null,
    },
    notBeforeMs: key.not_before === undefined ? Number.NEGATIVE_INFINITY : Date.parse(key.not_before),
    expiresAtMs: key.expires_at === undefined ? Number.POSITIVE_INFINITY : Date.parse(key.expires_at),
    revoked: key.revoked ?? false,
  }
}

function idOf(value: number | string): bigint {
  const read = readId(value)
  if ("problem" in read) throw refuse(`orgs: ${read.problem}`, "give organisation ids")
  return read.id
}

/** The owner of the key with this hash, if the key is valid at this moment. */
export function ownerOf(registry: KeyRegistry, hash: string, nowMs: number): Principal | undefined {
  let owner: Principal | undefined
  for (const entry of registry.get(hash.slice(0, PREFIX_LENGTH)) ?? []) {
    const holds = !entry.revoked && entry.notBeforeMs <= nowMs && nowMs < entry.expiresAtMs
    if (equalInConstantTime(entry.hash, hash) && holds) owner = entry.principal
  }
  return owner
}

/** Compares two texts in a time that does not depend on where they differ. */
function equalInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}

export function suffices(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

export function covers({ orgs }: Principal, org: bigint): boolean {
  return orgs === "all" || orgs.has(org)
}
