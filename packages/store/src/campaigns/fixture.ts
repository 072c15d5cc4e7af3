/**
 * Makes a store with contacts in Kansas, a state without exclusion windows, and with a configuration in
 * force.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import * as Effect from "effect/Effect"
import { setActiveConfig } from "../config/change-versions.ts"
import { inStore, textOf } from "../fixture-runs.ts"
import { createInstance, type InstanceFields } from "./manage.ts"

export const CONTACTS = 20

type Changes = { readonly [K in keyof Config]?: Partial<Config[K]> }

/** @param changes the settings in which the configuration in force differs from the default configuration */
export const campaignStore = (path: string, changes: Changes = {}): Promise<unknown> =>
  inStore(path, (store) =>
    Effect.gen(function* () {
      yield* store.sql`INSERT INTO contacts (id, email, zip_code)
        SELECT i, 'p' || i || '@example.com', '66601' FROM range(1, ${CONTACTS + 1}) t(i)`
      const config = Object.fromEntries(
        Object.entries(DEFAULT_CONFIG).map(([group, settings]) => {
          const change: unknown = changes[group as keyof Config]
          return [group, typeof change === "object" ? { ...(settings as object), ...change } : settings]
        }),
      ) as unknown as Config
      yield* setActiveConfig(store, { environment: "production", config, author: "ops", reason: "test" })
    }),
  )

/** Makes an instance in which all contacts are enrolled. @returns its id */
export const campaignOf = (
  path: string,
  campaign_type: string,
  triggerDate: string,
  fields: InstanceFields = {},
): Promise<bigint> =>
  inStore(path, (store) =>
    Effect.gen(function* () {
      const { row } = yield* createInstance(store, { ...fields, campaign_type }, "mo")
      yield* store.sql`INSERT INTO contact_campaigns SELECT id, ${row.id}::BIGINT, ${triggerDate}::DATE, 'pending', NULL FROM contacts`
      return row.id
    }),
  )

export const revisionIn = (path: string): Promise<string> =>
  textOf(path, "SELECT revision, (SELECT count(*) FROM audit_trail) FROM store_state")
