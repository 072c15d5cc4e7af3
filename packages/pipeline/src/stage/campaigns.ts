/** Reads the campaign tables of the input and resolves them. */
import type { Config } from "@almanac/core/config/config"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Campaigns, resolveCampaigns } from "@almanac/core/domain/campaign"
import { Refusal } from "@almanac/core/domain/refusal"
import type { Connection } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

export interface CampaignTypeTexts extends Record<string, unknown> {
  readonly name: string
  readonly respect_exclusion_windows: boolean | null
  readonly enable_followups: boolean | null
  readonly days_before_event: number | null
  readonly target_all_contacts: boolean | null
  readonly priority: number | null
  readonly active: boolean | null
}

export interface CampaignInstanceTexts extends Record<string, unknown> {
  readonly id: bigint
  readonly campaign_type: string
  readonly instance_name: string | null
  readonly email_template: string | null
  readonly sms_template: string | null
  readonly active_start_date: string | null
  readonly active_end_date: string | null
  readonly metadata: string | null
  readonly org_id: bigint | null
}

/** The rows of the campaign tables. Dates are texts in ISO format. */
export interface CampaignTables {
  readonly types: ReadonlyArray<CampaignTypeTexts>
  readonly instances: ReadonlyArray<CampaignInstanceTexts>
}

const day = (text: string | null): Day | null => (text === null ? null : (parseDay(text) ?? null))

export const readCampaignTables = Effect.fnUntraced(function* (connection: Connection) {
  const types = yield* connection.rows<CampaignTypeTexts>(statement("stage/campaign_types"))
  const instances = yield* connection.rows<CampaignInstanceTexts>(statement("stage/campaign_instances"))
  return { types, instances } satisfies CampaignTables
})

export const campaignsOf = (
  { types, instances }: CampaignTables,
  config: Config,
  today: Day,
): Effect.Effect<Campaigns, Refusal> =>
  Effect.try({
    try: (): Campaigns =>
      resolveCampaigns(
        config,
        types,
        instances.map((row) => ({
          ...row,
          active_start_date: day(row.active_start_date),
          active_end_date: day(row.active_end_date),
        })),
        today,
      ),
    catch: (cause) => {
      if (cause instanceof Refusal) return cause
      throw cause
    },
  })

export const readCampaigns = (connection: Connection, config: Config, today: Day) =>
  Effect.flatMap(readCampaignTables(connection), (tables) => campaignsOf(tables, config, today))
