/** Lists all campaign types that a run on the store knows, with the source of each type. */
import { type CampaignTypeConfig, type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { NO_DAY } from "@almanac/core/day/civil"
import { FIRST_CAMPAIGN } from "@almanac/core/domain/email-type"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { campaignsOf } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import type { RunConfig } from "../runs-unfinished.ts"
import type { Store } from "../store.ts"
import { configInForce } from "./resolved.ts"
import { storedCampaigns } from "./tables.ts"

export const TYPE_FIELDS = [
  "priority",
  "days_before_event",
  "respect_exclusion_windows",
  "enable_followups",
  "target_all_contacts",
  "active",
  "any_day",
  "holdout_percentage",
] as const

export interface KnownType extends CampaignTypeConfig {
  readonly name: string
  /** The source: `built in`, `configuration <source>`, or `store` for a type that is only in the store. */
  readonly of: string
  /** The fields that have a value in the store. */
  readonly stored: ReadonlyArray<string>
}

export const knownTypes = (store: Store): Effect.Effect<ReadonlyArray<KnownType>, Refusal | SqlError> =>
  Effect.gen(function* () {
    const inForce = yield* configInForce(store)
    const tables = yield* storedCampaigns(store.sql)
    const { types, typeNames } = yield* campaignsOf(tables, inForce.config, NO_DAY)
    return types.map((type, at) => {
      const name = typeNames[FIRST_CAMPAIGN + at].slice("campaign_".length)
      const row = tables.types.find((one) => one.name === name)
      const stored = TYPE_FIELDS.filter((field) => (row?.[field] ?? null) !== null)
      return { name, ...type, of: originOf(name, inForce), stored }
    })
  })

function originOf(name: string, { config, source }: RunConfig): string {
  const configured = typeIn(config, name)
  if (configured === undefined) return "store"
  const builtIn = typeIn(DEFAULT_CONFIG, name)
  const same = builtIn !== undefined && TYPE_FIELDS.every((field) => builtIn[field] === configured[field])
  return same ? "built in" : `configuration ${source}`
}

function typeIn(config: Config, name: string): CampaignTypeConfig | undefined {
  return Object.hasOwn(config.campaign_types, name) ? config.campaign_types[name] : undefined
}
