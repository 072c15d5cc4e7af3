/**
 * Whether runs can use the stored campaigns: the core's own resolving is asked, under every configuration that is or is going
 * to be in force. Whoever writes campaigns asks before the transaction ends.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { NO_DAY } from "@almanac/core/day/civil"
import { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import { campaignsOf } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { activeConfig, configsFrom } from "../config/versions.ts"
import type { Store } from "../store.ts"
import { storedCampaigns } from "./tables.ts"

/** The configurations that the stored campaigns must hold under, and what they are called. */
export const configurations = ({
  connection,
  now,
}: Store): Effect.Effect<
  ReadonlyArray<{ readonly config: Config; readonly under: string }>,
  Refusal | SqlError
> =>
  Effect.gen(function* () {
    const kept = (yield* configsFrom(connection, now)).map(({ config, source }) => ({
      config,
      under: `configuration ${source}`,
    }))
    return (yield* activeConfig(connection, now)) === undefined
      ? [{ config: DEFAULT_CONFIG, under: "the default configuration" }, ...kept]
      : kept
  })

/** Fails with the Refusal that a run would fail with. */
export const checkCampaigns = (store: Store): Effect.Effect<void, Refusal | SqlError> =>
  Effect.flatMap(configurations(store), (found) =>
    Effect.forEach(found, ({ config, under }) => campaignsHold(store, config, under), { discard: true }),
  )

/** @param under what the configuration is called */
export const campaignsHold = (
  { connection }: Store,
  config: Config,
  under: string,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.flatMap(storedCampaigns(connection), (tables) =>
    // Before any day nothing has ended: what is refused on some day is refused then.
    campaignsOf(tables, config, NO_DAY).pipe(
      Effect.mapError(({ message }) => new Refusal({ message: `under ${under}, ${message}` })),
      Effect.asVoid,
    ),
  )
