/**
 * Changes a store. Every change is one transaction that raises the store's revision and adds an audit entry.
 */

import { onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type AuditEntry, appendAudit } from "./audit.ts"
import type { Store } from "./store.ts"

export interface Change extends Pick<AuditEntry, "actor" | "action" | "subject"> {}

export interface Changed<A> {
  readonly result: A
  /** The details for the audit entry of the change. */
  readonly details: AuditEntry["details"]
}

/** Performs a change completely or not at all. `work` receives the new revision and can mark rows with it. */
export const change = <A, E, R>(
  store: Store,
  what: Change,
  work: (revision: bigint) => Effect.Effect<Changed<A>, E, R>,
): Effect.Effect<A, E | SqlError, R> =>
  store.sql.withTransaction(
    Effect.gen(function* () {
      const { sql, now } = store
      yield* sql`UPDATE store_state SET revision = revision + 1`
      const revision = yield* revisionOf(store)
      const { result, details } = yield* work(revision)
      yield* appendAudit(sql, { ...what, at: now, details: { ...details, revision } })
      return result
    }),
  )

/** The revision of a store: the number of its changes. */
export const revisionOf = ({ sql }: Store): Effect.Effect<bigint, SqlError> =>
  onlyValue(Schema.BigInt, sql`SELECT revision FROM store_state`)
