/**
 * Lists the campaign instances of a store with their settings, and with the numbers of their enrolments and
 * emails.
 */
import { type Day, NO_DAY } from "@almanac/core/day/civil"
import type { CampaignInstance } from "@almanac/core/domain/campaign"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import type { InstanceRow } from "./manage.ts"
import { configInForce, resolvedCampaigns } from "./resolved.ts"

/** The state of an instance on a day. `inactive` means that its campaign type is inactive. */
export type Standing = "active" | "ahead" | "ended" | "inactive"

interface ListedRow extends Record<string, unknown>, InstanceRow {
  /** The number of individual enrolments that take part. */
  readonly enrolled: number
  /** The number of emails that were sent or are being sent. */
  readonly sent: number
  /** The number of emails in the plan of the last run. */
  readonly planned: number
  /** The number of changes of the instance and its type that no run has taken into account. */
  readonly unplanned_changes: number
}

export interface ListedInstance extends ListedRow {
  readonly standing: Standing
  /** The settings of the instance: those of its type with the overrides of the instance. */
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
    // Both lists are in the order of the ids.
    return rows.map((row, at) => {
      const resolved = instances[at]
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
