/** The campaign types and instances of a store, as rows. */

import type { Connection, SqlError } from "@almanac/duckdb/database"
import type {
  CampaignInstanceTexts,
  CampaignTables,
  CampaignTypeTexts,
} from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

export const storedCampaigns = (connection: Connection): Effect.Effect<CampaignTables, SqlError> =>
  Effect.gen(function* () {
    const types = yield* connection.rows<CampaignTypeTexts>(statement("campaigns/types"))
    const instances = yield* connection.rows<CampaignInstanceTexts>(statement("campaigns/instances"))
    return { types, instances }
  })
