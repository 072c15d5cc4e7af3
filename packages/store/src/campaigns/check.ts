/**
 * Checks that runs can use the stored campaigns. It resolves them as a run does, with every configuration
 * that is or will be in force. Code that writes campaigns must call this check before its transaction ends.
 */
import { type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import { NO_DAY } from "@almanac/core/day/civil"
import { Refusal } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { campaignsOf } from "@almanac/pipeline/stage/campaigns"
import * as Effect from "effect/Effect"
import { activeConfig, configsFrom } from "../config/versions.ts"
import type { Store } from "../store.ts"
import { storedCampaigns } from "./tables.ts"

/** The configurations with which the stored campaigns must be usable, and their names for messages. */
export const configurations = ({
  sql,
  now,
}: Store): Effect.Effect<
  ReadonlyArray<{ readonly config: Config; readonly under: string }>,
  Refusal | SqlError
> =>
  Effect.gen(function* () {
    const kept = (yield* configsFrom(sql, now)).map(({ config, source }) => ({
      config,
      under: `configuration ${source}`,
    }))
    return (yield* activeConfig(sql, now)) === undefined
      ? [{ config: DEFAULT_CONFIG, under: "the default configuration" }, ...kept]
      : kept
  })

/** Fails with the same Refusal as a run would. */
export const checkCampaigns = (store: Store): Effect.Effect<void, Refusal | SqlError> =>
  Effect.flatMap(configurations(store), (found) =>
    Effect.forEach(found, ({ config, under }) => campaignsHold(store, config, under), { discard: true }),
  )

/** @param under the name of the configuration for messages */
export const campaignsHold = (
  { sql }: Store,
  config: Config,
  under: string,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.flatMap(storedCampaigns(sql), (tables) =>
    // On a day before all others, no instance has ended. A problem on any day is therefore found on this day.
    campaignsOf(tables, config, NO_DAY).pipe(
      Effect.mapError(({ message }) => new Refusal({ message: `under ${under}, ${message}` })),
      Effect.asVoid,
    ),
  )
