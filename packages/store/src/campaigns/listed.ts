/** The campaign instances of a store as people look at them: what they do, who is in them, what has come of them. */
import { type Day, NO_DAY } from "@almanac/core/day/civil"
import type { CampaignInstance } from "@almanac/core/domain/campaign"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import type { InstanceRow } from "./manage.ts"
import { configInForce, resolvedCampaigns } from "./resolved.ts"

/** `inactive`: its type is. */
export type Standing = "active" | "ahead" | "ended" | "inactive"

interface ListedRow extends Record<string, unknown>, InstanceRow {
  /** Enrolments, one by one, that take part. */
  readonly enrolled: number
  /** Emails that were sent or are under way. */
  readonly sent: number
  /** Emails of the plan as the last run left it. */
  readonly planned: number
  /** Changes of the instance and its type that no run has taken into account. */
  readonly unplanned_changes: number
}

export interface ListedInstance extends ListedRow {
  readonly standing: Standing
  /** What holds for it: its type's behaviour with its own overrides. */
  readonly priority: number
  readonly days_before_event: number
  readonly respect_exclusion_windows: boolean
  readonly enable_followups: boolean
  readonly target_all_contacts: boolean
}

export const listInstances = (
  store: Store,
  today: Day,
): Effect.Effect<ReadonlyArray<ListedInstance>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configInForce(store)
    const { instances } = yield* resolvedCampaigns(store, config, today)
    const rows = yield* store.connection.rows<ListedRow>(statement("campaigns/list"))
    // Both are in order of id.
    return rows.map((row, at) => {
      const resolved = instances[at] as CampaignInstance
      return {
        ...row,
        standing: standingOf(resolved, today),
        priority: resolved.priority,
        days_before_event: resolved.daysBeforeEvent,
        respect_exclusion_windows: resolved.respectsWindows,
        enable_followups: resolved.followups,
        target_all_contacts: resolved.targetsAll,
      }
    })
  })

function standingOf({ takesPart, startDate, endDate }: CampaignInstance, today: Day): Standing {
  if (takesPart) return "active"
  if (endDate !== NO_DAY && endDate < today) return "ended"
  return startDate > today ? "ahead" : "inactive"
}
