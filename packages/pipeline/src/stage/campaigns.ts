/** Reads the campaign tables of the input and resolves them. */
import type { Config } from "@almanac/core/config/config"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Campaigns, resolveCampaigns } from "@almanac/core/domain/campaign"
import { Refusal } from "@almanac/core/domain/refusal"
import type { CAMPAIGN_INSTANCES, CAMPAIGN_TYPES } from "@almanac/core/tables/campaigns"
import type { RowOf } from "@almanac/core/tables/input"
import type { Connection } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

export type CampaignTypeTexts = RowOf<typeof CAMPAIGN_TYPES, string>
export type CampaignInstanceTexts = RowOf<typeof CAMPAIGN_INSTANCES, string>

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
