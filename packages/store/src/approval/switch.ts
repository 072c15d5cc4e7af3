/** Switches on and off whether changes need the approval of a second person. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { change, changeWithApproval } from "../change.ts"
import type { Store } from "../store.ts"
import { approvalRequired } from "./required.ts"

export interface Switched {
  readonly approval_required: boolean
}

/** Requires approval from now on. */
export const requireApproval = (store: Store, actor: string): Effect.Effect<Switched, Refusal | SqlError> =>
  change(store, { actor, action: "approval.on", subject: "approval" }, () => put(store, true))

/** No longer requires approval. This itself needs approval. */
export const endApproval = (store: Store, actor: string): Effect.Effect<Switched, Refusal | SqlError> =>
  changeWithApproval(store, { actor, action: "approval.off", subject: "approval" }, () => put(store, false))

const put = Effect.fnUntraced(function* (store: Store, required: boolean) {
  if ((yield* approvalRequired(store)) === required) {
    return yield* refuse(
      required ? `${store.path} requires approval already` : `${store.path} requires no approval`,
      "nothing needs to be done",
    )
  }
  yield* store.sql`UPDATE store_state SET approval_required = ${required}`
  return { result: { approval_required: required }, details: {} }
})
