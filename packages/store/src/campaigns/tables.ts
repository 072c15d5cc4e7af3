/** The campaign types and instances of a store, as rows. */

import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import {
  CampaignInstanceTexts,
  type CampaignTables,
  CampaignTypeTexts,
} from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

export const storedCampaigns = (sql: DuckDbClient): Effect.Effect<CampaignTables, SqlError> =>
  Effect.gen(function* () {
    const types = yield* rowsOf(CampaignTypeTexts, sql`${statement("campaigns/types")}`)
    const instances = yield* rowsOf(CampaignInstanceTexts, sql`${statement("campaigns/instances")}`)
    return { types, instances }
  })
