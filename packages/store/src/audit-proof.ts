/** Checks that the audit trail of a store is unchanged and complete. */
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { auditEntries, endsBefore, firstBroken, type SealedEntry } from "./audit.ts"
import { revisionOf } from "./change.ts"
import type { Store } from "./store.ts"

export interface AuditProof {
  readonly entries: ReadonlyArray<SealedEntry>
  /** The number of changes of the store. */
  readonly revision: bigint
  /** The first entry that is not as it was written. */
  readonly broken: SealedEntry | undefined
  /** The change with which the trail ends, if entries are missing at its end. */
  readonly end: bigint | undefined
  /** The hash of the last entry; null if there is none. */
  readonly lastHash: string | null
}

export const auditProof = (store: Store): Effect.Effect<AuditProof, SqlError> =>
  Effect.gen(function* () {
    const entries = yield* auditEntries(store.sql)
    const revision = yield* revisionOf(store)
    const broken = firstBroken(entries)
    const end = broken === undefined ? endsBefore(entries, revision) : undefined
    return { entries, revision, broken, end, lastHash: entries.at(-1)?.hash ?? null }
  })
