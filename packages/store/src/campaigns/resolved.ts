/**
 * Resolves the stored campaigns with the configuration in force: stored types override configured types, and
 * instances override their types.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import type { Day } from "@almanac/core/day/civil"
import type { CampaignInstance, Campaigns } from "@almanac/core/domain/campaign"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { campaignsOf } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { activeConfig } from "../config/versions.ts"
import type { RunConfig } from "../runs-unfinished.ts"
import type { Store } from "../store.ts"
import { storedCampaigns } from "./tables.ts"

/** The configuration that a run on the store would use at a moment, by default now. */
export const configInForce = (
  { sql, now }: Store,
  at: Date = now,
): Effect.Effect<RunConfig, Refusal | SqlError> =>
  Effect.map(activeConfig(sql, at), (active) => active ?? DEFAULTS)

const DEFAULTS: RunConfig = {
  config: DEFAULT_CONFIG,
  hash: configHash(DEFAULT_CONFIG),
  source: "defaults",
}

/** @param today the day for which `takesPart` is computed */
export const resolvedCampaigns = (
  store: Store,
  config: Config,
  today: Day,
): Effect.Effect<Campaigns, Refusal | SqlError> =>
  Effect.flatMap(storedCampaigns(store.sql), (tables) => campaignsOf(tables, config, today))

/** The resolved instance. Refuses an instance that does not exist. */
export const resolvedInstance = (
  store: Store,
  id: bigint,
  config: Config,
  today: Day,
): Effect.Effect<CampaignInstance, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { instances } = yield* resolvedCampaigns(store, config, today)
    const found = instances.find((instance) => instance.id === id)
    return found ?? (yield* noInstance(id))
  })

export const noInstance = (id: bigint): Refusal =>
  refuse(`there is no campaign instance ${id}`, "choose an instance from almanac campaign list")
