/** Reads the campaign tables of the input and resolves them. */
import type { Config } from "@almanac/core/config/config"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Campaigns, resolveCampaigns } from "@almanac/core/domain/campaign"
import { Refusal } from "@almanac/core/domain/refusal"
import { CAMPAIGN_INSTANCES, CAMPAIGN_TYPES } from "@almanac/core/tables/campaigns"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import { rowSchema } from "../inputs/row-schema.ts"
import { statement } from "../statement.ts"

export const CampaignTypeTexts = rowSchema(CAMPAIGN_TYPES)
export type CampaignTypeTexts = typeof CampaignTypeTexts.Type
export const CampaignInstanceTexts = rowSchema(CAMPAIGN_INSTANCES)
export type CampaignInstanceTexts = typeof CampaignInstanceTexts.Type

/** The rows of the campaign tables. Dates are texts in ISO format. */
export interface CampaignTables {
  readonly types: ReadonlyArray<CampaignTypeTexts>
  readonly instances: ReadonlyArray<CampaignInstanceTexts>
}

const day = (text: string | null): Day | null => (text === null ? null : (parseDay(text) ?? null))

export const readCampaignTables = Effect.fnUntraced(function* (sql: DuckDbClient) {
  const types = yield* rowsOf(CampaignTypeTexts, sql`${statement("stage/campaign_types")}`)
  const instances = yield* rowsOf(CampaignInstanceTexts, sql`${statement("stage/campaign_instances")}`)
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

export const readCampaigns = (sql: DuckDbClient, config: Config, today: Day) =>
  Effect.flatMap(readCampaignTables(sql), (tables) => campaignsOf(tables, config, today))
