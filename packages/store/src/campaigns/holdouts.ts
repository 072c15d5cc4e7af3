/**
 * Keeps holdouts as they are. Once a run has planned an instance, some of its contacts have its emails. If the percentage
 * changed then, contacts would change sides, and the two groups could no longer be compared.
 */
import { NO_DAY } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { type CampaignTables, campaignsOf } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Store } from "../store.ts"
import { configInForce } from "./resolved.ts"
import { storedCampaigns } from "./tables.ts"

/** Refuses a change of the holdout of an instance that a run has planned, by its own field or by that of its type. */
export const holdoutsStay = (store: Store, before: CampaignTables): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { config } = yield* configInForce(store)
    const was = yield* campaignsOf(before, config, NO_DAY)
    const is = yield* campaignsOf(yield* storedCampaigns(store.sql), config, NO_DAY)
    const held = new Map(was.instances.map(({ id, holdoutPercentage }) => [id, holdoutPercentage]))
    const changed = is.instances.filter(
      ({ id, holdoutPercentage }) => (held.get(id) ?? holdoutPercentage) !== holdoutPercentage,
    )
    for (const { id } of changed) {
      const planned = yield* rowsOf(
        Schema.Struct({ id: Schema.BigInt }),
        store.sql`SELECT id FROM emails WHERE campaign_instance_id = ${id} LIMIT 1`,
      )
      if (planned.length === 0) continue
      return yield* refuse(
        `a run has planned instance ${id} with a holdout of ${held.get(id)} %, so the holdout stays`,
        "end the instance, and create another one with the other holdout",
      )
    }
  })
