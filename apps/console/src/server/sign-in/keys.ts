/**
 * Who may sign in: with the one-time token of the link that the command prints, or with a key of a file of keys.
 * The file holds hashes of keys, never keys.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ROLES } from "../../contract/roles.ts"
import type { Session } from "../../contract/session.ts"

const Entry = Schema.Struct({
  /** The name for the audit trail. */
  name: Schema.NonEmptyString,
  /** The SHA-256 of the key, in hexadecimal digits. */
  sha256: Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/)),
  role: Schema.Literals(ROLES),
  /** Ids of organisations, or all. */
  organisations: Schema.Union([Schema.Literal("all"), Schema.Array(Schema.String)]),
  /** The key is not accepted from this moment on. */
  expires_at: Schema.optional(
    Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/)),
  ),
})
type Entry = typeof Entry.Type

const KeysFile = Schema.Struct({ keys: Schema.Array(Entry) })

export type Keys = ReadonlyArray<Entry>

/** Decodes the text of a file of keys. The message of a refusal has no hash. */
export const decodeKeys = (text: string, file: string): Effect.Effect<Keys, Refusal> =>
  Effect.try({
    try: () => Schema.decodeUnknownSync(KeysFile)(JSON.parse(text)).keys,
    catch: () =>
      refuse(
        `${file} is not a file of keys for the console`,
        'write it like {"keys": [{"name": "Kim", "sha256": "…", "role": "viewer", "organisations": "all"}]}',
      ),
  })

const sha256 = (text: string): Buffer => createHash("sha256").update(text).digest()

/** Finds the owner of a key among keys that are valid at a moment. */
export function ownerOf(key: string): (keys: Keys, nowMs: number) => Session | undefined {
  const hash = sha256(key)
  return (keys, nowMs) => {
    const found = keys.find((entry) => timingSafeEqual(Buffer.from(entry.sha256, "hex"), hash))
    if (found === undefined) return undefined
    const { name, role, organisations, expires_at } = found
    if (expires_at !== undefined && !(nowMs < Date.parse(expires_at))) return undefined
    return { name, role, organisations }
  }
}

/** A new key, and its hash for the file of keys. */
export function makeKey(): { readonly key: string; readonly sha256: string } {
  const key = randomBytes(32).toString("base64url")
  return { key, sha256: sha256(key).toString("hex") }
}

/** A token that is accepted once. */
export function makeOneTimeToken(token: string): (given: string) => boolean {
  let unused = true
  const hash = sha256(token)
  return (given) => {
    if (!unused || !timingSafeEqual(sha256(given), hash)) return false
    unused = false
    return true
  }
}
