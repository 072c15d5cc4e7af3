/** The campaign types and instances of a store, as rows. */
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../../database/database.ts"
import { statement } from "../../database/statement.ts"
import type { CampaignInstanceTexts, CampaignTables, CampaignTypeTexts } from "../../run/campaigns.ts"

export const storedCampaigns = (connection: Connection): Effect.Effect<CampaignTables, SqlError> =>
  Effect.gen(function* () {
    const types = yield* connection.rows<CampaignTypeTexts>(statement("store/campaigns/types"))
    const instances = yield* connection.rows<CampaignInstanceTexts>(statement("store/campaigns/instances"))
    return { types, instances }
  })
