/** Switches on and off whether changes need the approval of a second person. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import { change, changeWithApproval } from "../change.ts"
import type { Store } from "../store.ts"
import { type Requirements, requirements } from "./required.ts"

/** Requires approval of changes from now on, and also of publishing if `publishing` is true. */
export const requireApproval = (
  store: Store,
  actor: string,
  publishing = false,
): Effect.Effect<Requirements, Refusal | SqlError> =>
  change(store, { actor, action: "approval.on", subject: "approval" }, () =>
    put(store, (now) => ({ approval_required: true, publishing: now.publishing || publishing })),
  )

/** No longer requires approval, or no longer that of publishing. This itself needs approval. */
export const endApproval = (
  store: Store,
  actor: string,
  onlyPublishing: boolean,
): Effect.Effect<Requirements, Refusal | SqlError> =>
  changeWithApproval(store, { actor, action: "approval.off", subject: "approval" }, () =>
    put(store, (now) => ({ approval_required: onlyPublishing && now.approval_required, publishing: false })),
  )

const put = Effect.fnUntraced(function* (store: Store, next: (now: Requirements) => Requirements) {
  const before = yield* requirements(store)
  const result = next(before)
  const { approval_required, publishing } = result
  if (approval_required === before.approval_required && publishing === before.publishing) {
    return yield* refuse(`${store.path} ${requirementsText(result)} already`, "nothing needs to be done")
  }
  yield* store.sql`UPDATE store_state
    SET approval_required = ${approval_required}, approval_of_publishing = ${publishing}`
  return { result, details: { ...result } }
})

/** What a store requires, as a clause with the store as its subject. */
export function requirementsText({ approval_required, publishing }: Requirements): string {
  if (!approval_required) return "requires no approval"
  return publishing
    ? "requires the approval of a second person for settings, campaigns and publishing"
    : "requires the approval of a second person for settings and campaigns"
}
