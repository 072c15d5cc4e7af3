/**
 * The audit trail records who did what and when. Entries are only appended. The hash of each entry includes
 * the hash of the entry before it.
 */
import { createHash } from "node:crypto"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { utcText } from "./migrate.ts"
import { statement } from "./statement.ts"

export interface AuditEntry {
  readonly at: Date
  readonly actor: string
  /** The action: `import`, `run.commit`, `config.set`, … */
  readonly action: string
  /** The object of the action: a run, a version or a table. It never contains personal data. */
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
}

const SealedEntry = Schema.Struct({
  seq: Schema.BigInt,
  happened_at: Schema.String,
  actor: Schema.String,
  action: Schema.String,
  subject: Schema.String,
  details: Schema.String,
  previous_hash: Schema.String,
  hash: Schema.String,
})
export type SealedEntry = typeof SealedEntry.Type

/** The hash that the first entry has as the hash of the entry before it. */
const BEGINNING = "0".repeat(64)

/** Appends an entry. It must be called within the transaction of the change that the entry describes. */
export const appendAudit = (sql: DuckDbClient, entry: AuditEntry): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    const [last] = yield* rowsOf(
      Schema.Struct({ seq: Schema.BigInt, hash: Schema.String }),
      sql`SELECT seq, hash FROM audit_trail ORDER BY seq DESC LIMIT 1`,
    )
    const sealed = {
      seq: (last?.seq ?? 0n) + 1n,
      happened_at: utcText(entry.at),
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      details: JSON.stringify(entry.details, (_, value) =>
        typeof value === "bigint" ? String(value) : value,
      ),
      previous_hash: last?.hash ?? BEGINNING,
    }
    yield* sql`${statement("store/append_audit", { ...sealed, hash: sealOf(sealed) })}`
  })

/** The SHA-256 of the JSON array of all other fields. `seq` is in it as text. */
function sealOf(entry: Omit<SealedEntry, "hash">): string {
  const { seq, happened_at, actor, action, subject, details, previous_hash } = entry
  return createHash("sha256")
    .update(JSON.stringify([String(seq), happened_at, actor, action, subject, details, previous_hash]))
    .digest("hex")
}

export const auditEntries = (sql: DuckDbClient): Effect.Effect<ReadonlyArray<SealedEntry>, SqlError> =>
  rowsOf(
    SealedEntry,
    sql`SELECT * REPLACE (strftime(happened_at, '%Y-%m-%d %H:%M:%S.%g') AS happened_at) FROM audit_trail ORDER BY seq`,
  )

/** The first entry that has been altered or that does not follow the entry before it. */
export function firstBroken(entries: ReadonlyArray<SealedEntry>): SealedEntry | undefined {
  let previous = BEGINNING
  let seq = 0n
  return entries.find((entry) => {
    const broken = entry.seq !== ++seq || entry.previous_hash !== previous || entry.hash !== sealOf(entry)
    previous = entry.hash
    return broken
  })
}

/**
 * The revision of the last entry, if it is lower than the store's revision. In that case, entries are missing
 * at the end of the trail.
 * @param revision the revision of the store; every change raises it, and the entry of the change contains it
 */
export function endsBefore(entries: ReadonlyArray<SealedEntry>, revision: bigint): bigint | undefined {
  const last = entries.at(-1)
  const told = last === undefined ? 0n : BigInt(JSON.parse(last.details).revision)
  return told < revision ? told : undefined
}
