/** The one way to change a store: a transaction that raises its revision and is told in the audit trail. */

import type { SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { type AuditEntry, appendAudit } from "./audit.ts"
import { type Store, transaction } from "./store.ts"

export interface Change extends Pick<AuditEntry, "actor" | "action" | "subject"> {}

export interface Changed<A> {
  readonly result: A
  /** What the audit trail says of it. */
  readonly details: AuditEntry["details"]
}

/** Performs a change, everything or nothing. `work` gets the revision that the change makes, to mark rows with. */
export const change = <A, E, R>(
  store: Store,
  what: Change,
  work: (revision: bigint) => Effect.Effect<Changed<A>, E, R>,
): Effect.Effect<A, E | SqlError, R> =>
  transaction(
    store.connection,
    Effect.gen(function* () {
      const { connection, now } = store
      yield* connection.run("UPDATE store_state SET revision = revision + 1")
      const revision = yield* revisionOf(store)
      const { result, details } = yield* work(revision)
      yield* appendAudit(connection, { ...what, at: now, details: { ...details, revision } })
      return result
    }),
  )

/** How often the store has been changed. */
export const revisionOf = ({ connection }: Store): Effect.Effect<bigint, SqlError> =>
  Effect.map(
    connection.rows<{ revision: bigint }>("SELECT revision FROM store_state"),
    ([row]) => row?.revision ?? 0n,
  )
