/**
 * Changes a store. Every change is one transaction that raises the store's revision and adds an audit entry.
 */

import type { Refusal } from "@almanac/core/domain/refusal"
import { onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type ApprovedAction, refuseUnapproved } from "./approval/required.ts"
import { type AuditEntry, appendAudit } from "./audit.ts"
import type { Store } from "./store.ts"
import { inTransaction } from "./transaction.ts"

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
  inTransaction(
    store.sql,
    Effect.gen(function* () {
      const { sql, now } = store
      yield* sql`UPDATE store_state SET revision = revision + 1`
      const revision = yield* revisionOf(store)
      const { result, details } = yield* work(revision)
      yield* appendAudit(sql, { ...what, at: now, details: { ...details, revision } })
      return result
    }),
  )

/**
 * Performs a change that a second person must approve if the store requires it. An approved change is entered
 * under the name of the person who approved it.
 */
export const changeWithApproval = <A, E, R>(
  store: Store,
  what: Change & { readonly action: ApprovedAction },
  work: (revision: bigint) => Effect.Effect<Changed<A>, E, R>,
): Effect.Effect<A, E | Refusal | SqlError, R> => {
  const { approval } = store
  return approval === undefined
    ? change(store, what, (revision) => Effect.andThen(refuseUnapproved(store, what.action), work(revision)))
    : change(store, { ...what, actor: approval.approved_by }, (revision) =>
        Effect.map(work(revision), ({ result, details }) => ({
          result,
          details: { ...details, ...approval },
        })),
      )
}

/** The revision of a store: the number of its changes. */
export const revisionOf = ({ sql }: Store): Effect.Effect<bigint, SqlError> =>
  onlyValue(Schema.BigInt, sql`SELECT revision FROM store_state`)
