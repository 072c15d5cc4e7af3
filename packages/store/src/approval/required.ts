/** The setting of a store that demands the approval of a second person, and the refusal of changes without it. */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { onlyRow } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Store } from "../store.ts"

/** The actions that need approval if the store requires it, each with the command that proposes it. */
const PROPOSING = {
  "config.set": "config set",
  "config.activate": "config activate",
  "config.rollback": "config rollback",
  "organisation.set": "organisation set",
  "organisation.rollback": "organisation rollback",
  "campaign.create": "campaign create",
  "campaign.edit": "campaign edit",
  "campaign.deactivate": "campaign deactivate",
  "campaign.enrol": "campaign enrol",
  "campaign.withdraw": "campaign withdraw",
  "campaign.type": "campaign type set",
  "approval.off": "approval off",
  "publish.approve": "publish",
} as const

export type ApprovedAction = keyof typeof PROPOSING

const Requirements = Schema.Struct({
  /** Whether changes of settings and campaigns need the approval of a second person. */
  approval_required: Schema.Boolean,
  /** Whether publishing needs it too. */
  publishing: Schema.Boolean,
})
export type Requirements = typeof Requirements.Type

/** What a store requires the approval of a second person for. */
export const requirements = ({ sql }: Pick<Store, "sql">): Effect.Effect<Requirements, SqlError> =>
  onlyRow(
    Requirements,
    sql`SELECT coalesce(approval_required, false) AS approval_required,
      coalesce(approval_of_publishing, false) AS publishing FROM store_state`,
  )

/** Refuses an action if the store requires approval. */
export const refuseUnapproved = (
  store: Store,
  action: ApprovedAction,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.flatMap(requirements(store), ({ approval_required }) =>
    approval_required
      ? refuse(
          `${store.path} requires the approval of a second person for this change`,
          `propose it with almanac propose ${PROPOSING[action]}, with the same flags and --comment`,
        )
      : Effect.void,
  )
