/**
 * Writes keyed hashes of the emails of contacts, with the ids of the contacts. The snapshot of a run has no
 * emails, so they are read from the inputs of the run.
 *
 * The hash is HMAC-SHA256, of which the first 128 bits are kept. DuckDB has no function for it, but HMAC is
 * SHA-256 twice, each time after a block that depends only on the key (RFC 2104). So DuckDB can hash all emails
 * at ten times the speed of `crypto.createHmac`, and in bounded memory.
 */
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { appendRows } from "@almanac/duckdb/append"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileLiteral } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { accessing, type FileError } from "@almanac/files/file-error"
import { asRefusal } from "@almanac/pipeline/inputs/damage"
import type { Sources } from "@almanac/pipeline/inputs/input"
import { openSources } from "@almanac/pipeline/inputs/sources"
import { toJson } from "@almanac/pipeline/run/manifest"
import type { RecordedManifest } from "@almanac/pipeline/run/read-manifest"
import { refuseOtherInputs } from "@almanac/pipeline/run/same-inputs"
import type { EmailHashIndex } from "@almanac/release/email-hashes"
import { EMAIL_HASH_INDEX, emailHashPath, MAX_CONTACTS_OF_EMAIL } from "@almanac/release/format"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { EmailKey } from "./email-keys.ts"
import { statement } from "./statement.ts"

export interface EmailInputs {
  readonly keys: ReadonlyArray<EmailKey>
  /** The directory of the input tables that the run was made from. */
  readonly input: string
}

/** The approximate number of hashes in a shard. A shard has about 140 kB; a look-up reads all of it. */
const HASHES_PER_SHARD = 8192

const BLOCK_BYTES = 64
/** The bytes of RFC 2104 that make the blocks of a key. */
const [INNER, OUTER] = [0x36, 0x5c]

function block({ bytes }: EmailKey, byte: number): Uint8Array {
  return Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (bytes[at] ?? 0) ^ byte)
}

/**
 * Makes the inputs of a run readable on the connection.
 * @param work a directory for temporary files
 */
export const openEmails = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  { keys, input }: EmailInputs,
  facts: RecordedManifest,
  work: string,
) {
  const sources = yield* openSources(sql, { directory: input, scratchDirectory: join(work, "input") })
  yield* refuseOtherInputs(sources, facts)
  return { keys, sources }
})

/**
 * Writes the hashes of the contacts in the table `publish_contact`. Returns the organisations that have some.
 * @param directory of the release
 */
export const writeEmailHashes = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  { keys, sources }: { readonly keys: ReadonlyArray<EmailKey>; readonly sources: Sources },
  directory: string,
): Effect.fn.Return<ReadonlyArray<bigint>, SqlError | FileError | Refusal> {
  yield* sql`${statement("publish/table_email_key")}`
  yield* appendRows(sql, "publish_email_key", keys, (appender, key) => {
    appender.appendBigInt(key.org)
    appender.appendBlob(block(key, INNER))
    appender.appendBlob(block(key, OUTER))
  })
  const expected = yield* onlyValue(Count, sql`${statement("publish/count_email_hashes")}`)
  const shards = Math.max(1, Math.ceil(expected / HASHES_PER_SHARD))
  yield* sql`${statement("publish/table_email_hash", { shards: String(shards) })}`.pipe(
    Effect.mapError((error) => asRefusal(error, sources)),
  )
  yield* sql`DROP TABLE publish_email_key`
  const orgs = yield* rowsOf(
    Schema.Struct({ org_id: Schema.BigInt, n: Count }),
    sql`${statement("publish/email_hash_orgs")}`,
  )
  const found = orgs.reduce((sum, { n }) => sum + n, 0)
  if (found !== expected) {
    return yield* refuse(
      `${sources.directory} has the emails of ${found} contacts, the run has ${expected}`,
      "name what the run was made from",
    )
  }
  const pieces = join(directory, "email-hashes")
  yield* accessing(pieces, () => mkdir(pieces))
  for (let shard = 0; shard < shards; shard++) {
    const file = fileLiteral(join(directory, emailHashPath(shard)))
    const most = String(MAX_CONTACTS_OF_EMAIL + 1)
    yield* sql`${statement("publish/write_email_hashes", { shard: String(shard), file, most })}`
  }
  const ids = orgs.map(({ org_id }) => org_id)
  const index: { readonly [K in keyof EmailHashIndex]: unknown } = { orgs: ids, shards }
  const file = join(directory, EMAIL_HASH_INDEX)
  yield* accessing(file, () => writeFile(file, `${toJson(index)}\n`))
  return ids
})
