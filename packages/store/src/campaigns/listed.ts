/**
 * Lists the campaign instances of a store with their settings, and with the numbers of their enrolments and
 * emails.
 */
import { type Day, NO_DAY } from "@almanac/core/day/civil"
import type { CampaignInstance } from "@almanac/core/domain/campaign"
import type { Refusal } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { CampaignInstanceTexts } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { configInForce, resolvedCampaigns } from "./resolved.ts"

/** The state of an instance on a day. `inactive` means that its campaign type is inactive. */
export type Standing = "active" | "ahead" | "ended" | "inactive"

const {
  email_template,
  sms_template,
  metadata,
  holdout_percentage: _,
  ...fields
} = CampaignInstanceTexts.fields
const ListedRow = Schema.Struct({
  ...fields,
  ...{ email_template, sms_template, metadata },
  /** The number of individual enrolments that take part. */
  enrolled: Schema.Number,
  /** The number of emails that were sent or are being sent. */
  sent: Schema.Number,
  /** The number of emails in the plan of the last run. */
  planned: Schema.Number,
  /** The number of changes of the instance and its type that no run has taken into account. */
  unplanned_changes: Schema.Number,
})
type ListedRow = typeof ListedRow.Type

export interface ListedInstance extends ListedRow {
  readonly standing: Standing
  /** The settings of the instance: those of its type with the overrides of the instance. */
  readonly priority: number
  readonly days_before_event: number
  readonly respect_exclusion_windows: boolean
  readonly enable_followups: boolean
  readonly target_all_contacts: boolean
  readonly any_day: boolean
  readonly holdout_percentage: number
}

export const listInstances = (
  store: Store,
  today: Day,
): Effect.Effect<ReadonlyArray<ListedInstance>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configInForce(store)
    const { instances } = yield* resolvedCampaigns(store, config, today)
    const rows = yield* rowsOf(ListedRow, store.sql`${statement("campaigns/list")}`)
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
        any_day: resolved.anyDay,
        holdout_percentage: resolved.holdoutPercentage,
      }
    })
  })

function standingOf({ takesPart, startDate, endDate }: CampaignInstance, today: Day): Standing {
  if (takesPart) return "active"
  if (endDate !== NO_DAY && endDate < today) return "ended"
  return startDate > today ? "ahead" : "inactive"
}
