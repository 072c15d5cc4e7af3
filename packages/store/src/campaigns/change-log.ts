/** Notes every change of campaign types and instances, field by field, in `campaign_change_log`. */
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
  /** Whether any email may have to go on another day, or to somebody else, or look different. */
  readonly requires_rescheduling: boolean
}

/** Fields that no row of a plan shows. */
const WITHOUT_EFFECT = ["instance_name"]

type Rows = ReadonlyArray<Readonly<Record<string, unknown>>>

/** Notes what is different from `before`, within a change. @returns what it noted */
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

/** Fields that differ; of a row that is new or gone, all that it holds. */
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

/** Where the store says nothing of a type's field, the configuration in force does. */
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
