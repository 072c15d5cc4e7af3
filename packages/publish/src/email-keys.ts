/**
 * Reads the file of the keys with which emails are hashed. No error repeats any part of a key, so none repeats
 * any part of the file.
 */
import { open } from "node:fs/promises"
import { Refusal, refuse } from "@almanac/core/domain/refusal"
import { readId } from "@almanac/core/intake/id"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** An organisation can have several keys, so that a key can be replaced without an interruption. */
export interface EmailKey {
  readonly org: bigint
  readonly bytes: Uint8Array
}

const EMAIL_KEY_BYTES = 32
/** Of 10^15 random keys, less than one has fewer different bytes. A key made by hand often has. */
const MIN_DIFFERENT_BYTES = 16
const MAX_FILE_BYTES = 16_000_000
const READABLE_BY_OTHERS = 0o007

const decode = Schema.decodeUnknownResult(
  Schema.Struct({
    keys: Schema.Array(
      Schema.Struct({ org: Schema.Union([Schema.Finite, Schema.String]), key: Schema.String }),
    ).check(Schema.isMinLength(1)),
  }),
)

/** @param flag the flag that names the file, for errors */
export const readEmailKeys = (flag: string, path: string): Effect.Effect<ReadonlyArray<EmailKey>, Refusal> =>
  Effect.flatMap(textOf(`${flag} ${path}`, path), (text) =>
    Effect.try({
      try: () => keysOf(`${flag} ${path}`, text),
      catch: (error) => error as Refusal,
    }),
  )

const textOf = (where: string, path: string): Effect.Effect<string, Refusal> =>
  Effect.tryPromise({
    try: async () => {
      await using file = await open(path)
      const { mode, size } = await file.stat()
      // Windows has no such permissions.
      if (process.platform !== "win32" && (mode & READABLE_BY_OTHERS) !== 0) {
        throw refuse(`${where} is open to every user of this machine`, `chmod 600 ${path}`)
      }
      if (size > MAX_FILE_BYTES) throw refuse(`${where} has ${size} bytes`, "name a file of keys")
      return await file.readFile("utf8")
    },
    catch: (error) =>
      error instanceof Refusal ? error : refuse(`${where} cannot be read`, "name a readable file of keys"),
  })

/** Throws a Refusal. */
function keysOf(where: string, text: string): ReadonlyArray<EmailKey> {
  const found = decode(jsonOf(text), { onExcessProperty: "error" })
  if (Result.isFailure(found)) {
    throw refuse(
      `${where} is no list of keys`,
      'write {"keys": [{"org": 1, "key": "64 hexadecimal digits"}]}',
    )
  }
  const keys = found.success.keys.map(({ org, key }, n) => {
    const read = readId(org)
    if ("problem" in read) throw refuse(`${where}, entry ${n + 1}: org is ${read.problem}`, "write its id")
    const bytes = /^[0-9a-f]{64}$/i.test(key) ? Buffer.from(key, "hex") : Buffer.alloc(0)
    if (new Set(bytes).size < MIN_DIFFERENT_BYTES) {
      throw refuse(
        `${where}, entry ${n + 1}: the key is not ${EMAIL_KEY_BYTES} random bytes as 64 hexadecimal digits`,
        "make one with openssl rand -hex 32",
      )
    }
    return { org: read.id, bytes }
  })
  refuseTwins(where, keys)
  return keys
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** If two organisations had one key, whoever has the release could tell which people are contacts of both. */
function refuseTwins(where: string, keys: ReadonlyArray<EmailKey>): void {
  const entries = new Map<string, number>()
  for (const [n, { bytes }] of keys.entries()) {
    const text = Buffer.from(bytes).toString("hex")
    const twin = entries.get(text)
    if (twin !== undefined) {
      throw refuse(
        `${where}: entries ${twin + 1} and ${n + 1} have one key`,
        "make a key for each organisation",
      )
    }
    entries.set(text, n)
  }
}
