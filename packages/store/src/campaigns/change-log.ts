/** Records every changed field of campaign types and instances in `campaign_change_log`. */
import type { CampaignTypeConfig } from "@almanac/core/config/config"
import type { Refusal } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { CampaignTables } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"
import { configInForce } from "./resolved.ts"
import { storedCampaigns } from "./tables.ts"

export interface CampaignChange {
  readonly campaign_type: string | null
  readonly campaign_instance_id: bigint | null
  readonly field: string
  readonly old_value: string | null
  readonly new_value: string | null
  /** Whether the change may affect the day, the contact or the content of any email. */
  readonly requires_rescheduling: boolean
}

const LoggedChange = Schema.Struct({
  id: Schema.BigInt,
  changed_at: Schema.String,
  author: Schema.String,
  campaign_type: Schema.NullOr(Schema.String),
  campaign_instance_id: Schema.NullOr(Schema.BigInt),
  field: Schema.String,
  old_value: Schema.NullOr(Schema.String),
  new_value: Schema.NullOr(Schema.String),
  requires_rescheduling: Schema.Boolean,
  /** The run that has taken the change into account. */
  rescheduled_by: Schema.NullOr(Schema.String),
  /** The backup whose restore has undone the change. */
  undone_by: Schema.NullOr(Schema.String),
})
export type LoggedChange = typeof LoggedChange.Type

/** The changes of one instance, or of all campaigns, in their order. */
export const campaignChanges = (
  { sql }: Store,
  instance: bigint | null,
): Effect.Effect<ReadonlyArray<LoggedChange>, SqlError> =>
  rowsOf(LoggedChange, sql`${statement("campaigns/changes", { instance })}`)

/** The fields that have no effect on a plan. */
const WITHOUT_EFFECT = ["instance_name"]

/** Records the differences from `before`. It must be called within a change. @returns the recorded changes */
export const logCampaignChanges = (
  store: Store,
  before: CampaignTables,
  author: string,
): Effect.Effect<ReadonlyArray<CampaignChange>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const after = yield* storedCampaigns(store.sql)
    const { config } = yield* configInForce(store)
    const changes = [
      ...differences(before.types, after.types, "name").map(({ row, ...change }) => ({
        ...overConfigured(change, config.campaign_types[row.name]),
        campaign_type: row.name,
        campaign_instance_id: null,
      })),
      ...differences(before.instances, after.instances, "id").map(({ row, ...change }) => ({
        ...change,
        campaign_type: row.campaign_type,
        campaign_instance_id: row.id,
      })),
    ]
    for (const change of changes) yield* logCampaignChange(store, change, author)
    return changes
  })

export const logCampaignChange = (
  { sql, now }: Store,
  change: CampaignChange,
  author: string,
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`${statement("campaigns/log_change", { ...change, author, now: utcText(now) })}`)

/** The fields that differ. For a new or a removed row, these are all fields with a value. */
function differences<A extends object>(before: ReadonlyArray<A>, after: ReadonlyArray<A>, key: keyof A) {
  const byKey = (rows: ReadonlyArray<A>) => new Map(rows.map((row) => [String(row[key]), row]))
  const [old, now] = [byKey(before), byKey(after)]
  return [...new Map([...old, ...now])].flatMap(([name, row]) => {
    const [was, is] = [old.get(name), now.get(name)]
    return Object.keys(row)
      .filter((field) => field !== key && textOf(was, field) !== textOf(is, field))
      .map((field) => ({
        row,
        field,
        old_value: textOf(was, field),
        new_value: textOf(is, field),
        requires_rescheduling: !WITHOUT_EFFECT.includes(field),
      }))
  })
}

type FieldChange = Omit<CampaignChange, "campaign_type" | "campaign_instance_id">

/**
 * Fills in values from the configuration in force, which applies if the store has no value for a type's
 * field.
 */
function overConfigured(change: FieldChange, configured: CampaignTypeConfig | undefined): FieldChange {
  const base = textOf({ ...configured }, change.field)
  const [old_value, new_value] = [change.old_value ?? base, change.new_value ?? base]
  return {
    ...change,
    old_value,
    new_value,
    requires_rescheduling: change.requires_rescheduling && old_value !== new_value,
  }
}

function textOf(row: object | undefined, field: string): string | null {
  const value = Object.entries(row ?? {}).find(([name]) => name === field)?.[1] ?? null
  return value === null ? null : String(value)
}
