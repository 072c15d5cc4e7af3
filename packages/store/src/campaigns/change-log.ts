/** Records every changed field of campaign types and instances in `campaign_change_log`. */
import type { CampaignTypeConfig } from "@almanac/core/config/config"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import type { CampaignTables } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
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

/** The fields that have no effect on a plan. */
const WITHOUT_EFFECT = ["instance_name"]

type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>

/** Records the differences from `before`. It must be called within a change. @returns the recorded changes */
export const logCampaignChanges = (
  store: Store,
  before: CampaignTables,
  author: string,
): Effect.Effect<ReadonlyArray<CampaignChange>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const after = yield* storedCampaigns(store.connection)
    const { config } = yield* configInForce(store)
    const changes = [
      ...differences(before.types, after.types, "name").map(({ row, ...change }) => ({
        ...overConfigured(change, config.campaign_types[String(row["name"])]),
        campaign_type: String(row["name"]),
        campaign_instance_id: null,
      })),
      ...differences(before.instances, after.instances, "id").map(({ row, ...change }) => ({
        ...change,
        campaign_type: String(row["campaign_type"]),
        campaign_instance_id: row["id"] as bigint,
      })),
    ]
    for (const change of changes) yield* logCampaignChange(store, change, author)
    return changes
  })

export const logCampaignChange = (
  { connection, now }: Store,
  change: CampaignChange,
  author: string,
): Effect.Effect<void, SqlError> =>
  connection.run(statement("campaigns/log_change"), { ...change, author, now: utcText(now) })

/** The fields that differ. For a new or a removed row, these are all fields with a value. */
function differences(before: Rows, after: Rows, key: string) {
  const byKey = (rows: Rows) => new Map(rows.map((row) => [String(row[key]), row]))
  const [old, now] = [byKey(before), byKey(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])]
  return keys.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)]
    const row = is ?? was ?? {}
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

function textOf(row: Rows[number] | undefined, field: string): string | null {
  const value = row?.[field] ?? null
  return value === null ? null : String(value)
}
