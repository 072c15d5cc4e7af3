/** The audit trail: who did what when, append-only, each entry sealed with the hash of the one before it. */
import { createHash } from "node:crypto"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { utcText } from "./migrate.ts"
import { statement } from "./statement.ts"

export interface AuditEntry {
  readonly at: Date
  readonly actor: string
  /** What was done: `import`, `run.commit`, `config.set`, … */
  readonly action: string
  /** To what: a run, a version, a table; never a person's data. */
  readonly subject: string
  readonly details: Readonly<Record<string, unknown>>
}

export interface SealedEntry extends Record<string, unknown> {
  readonly seq: bigint
  readonly happened_at: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: string
  readonly previous_hash: string
  readonly hash: string
}

/** Stands before the first entry. */
const BEGINNING = "0".repeat(64)

/** Appends an entry, within the transaction that does what it tells of. */
export const appendAudit = (connection: Connection, entry: AuditEntry): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    const [last] = yield* connection.rows<{ seq: bigint; hash: string }>(
      "SELECT seq, hash FROM audit_trail ORDER BY seq DESC LIMIT 1",
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
    yield* connection.run(statement("store/append_audit"), { ...sealed, hash: sealOf(sealed) })
  })

/** SHA-256 of the JSON array of all other fields, `seq` as text. */
function sealOf(entry: Omit<SealedEntry, "hash">): string {
  const { seq, happened_at, actor, action, subject, details, previous_hash } = entry
  return createHash("sha256")
    .update(JSON.stringify([String(seq), happened_at, actor, action, subject, details, previous_hash]))
    .digest("hex")
}

export const auditEntries = (connection: Connection): Effect.Effect<ReadonlyArray<SealedEntry>, SqlError> =>
  connection.rows<SealedEntry>(
    "SELECT * REPLACE (strftime(happened_at, '%Y-%m-%d %H:%M:%S.%g') AS happened_at) FROM audit_trail ORDER BY seq",
  )

/** The first entry that is not what was written, or that does not follow on the one before it. */
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
 * The last change that the trail tells of, where the store has been changed since: entries have been cut off its end.
 * @param revision of the store; each change raises it, and its entry names it
 */
export function endsBefore(entries: ReadonlyArray<SealedEntry>, revision: bigint): bigint | undefined {
  const last = entries.at(-1)
  const told = last === undefined ? 0n : BigInt(JSON.parse(last.details).revision)
  return told < revision ? told : undefined
}
