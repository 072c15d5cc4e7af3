/** Reads the configuration versions of a store. */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { decodeConfig } from "@almanac/core/config/decode"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"

export const ENVIRONMENTS = ["development", "staging", "production"] as const
export type Environment = (typeof ENVIRONMENTS)[number]
export const DEFAULT_ENVIRONMENT: Environment = "production"

/** A configuration version without its settings. Moments are in UTC, like `2026-11-23T12:00:00.000Z`. */
const ConfigVersion = Schema.Struct({
  version: Schema.Number,
  environment: Schema.String,
  hash: Schema.String,
  author: Schema.String,
  reason: Schema.String,
  created_at: Schema.String,
  /** The moment from which the version is in force; null if it is not planned to come into force. */
  valid_from: Schema.NullOr(Schema.String),
  /** The moment until which the version is in force, exclusive; null if no end is planned. */
  valid_to: Schema.NullOr(Schema.String),
})
export type ConfigVersion = typeof ConfigVersion.Type

export interface VersionedConfig {
  readonly version: number
  readonly config: Config
  readonly hash: string
  /** A description, for messages, of where the configuration comes from. */
  readonly source: string
}

const ConfigRow = Schema.Struct({
  version: Schema.Number,
  environment: Schema.String,
  config: Schema.String,
})

export const configVersions = (sql: DuckDbClient): Effect.Effect<ReadonlyArray<ConfigVersion>, SqlError> =>
  rowsOf(ConfigVersion, sql`${statement("config/versions")}`)

/**
 * The configuration in force at a moment. It is undefined if the environment has no configuration yet; the
 * defaults then apply. Refuses an unknown environment, because with a mistyped name the defaults would apply.
 */
export const activeConfig = (
  sql: DuckDbClient,
  at: Date,
  environment: string = DEFAULT_ENVIRONMENT,
): Effect.Effect<VersionedConfig | undefined, Refusal | SqlError> =>
  Effect.gen(function* () {
    if (!ENVIRONMENTS.some((known) => known === environment)) {
      return yield* refuse(`there is no environment ${environment}`, `give one of ${ENVIRONMENTS.join(", ")}`)
    }
    const asked = { environment, at: utcText(at) }
    const [row] = yield* rowsOf(ConfigRow, sql`${statement("config/in_force", asked)}`)
    return row === undefined ? undefined : yield* versioned(row)
  })

/** The configurations of all environments that are in force at a moment or will come into force later. */
export const configsFrom = (
  sql: DuckDbClient,
  at: Date,
): Effect.Effect<ReadonlyArray<VersionedConfig>, Refusal | SqlError> =>
  Effect.flatMap(
    rowsOf(ConfigRow, sql`${statement("config/in_force_or_ahead", { at: utcText(at) })}`),
    (rows) => Effect.forEach(rows, versioned),
  )

/** The configuration of a version. Refuses a version that does not exist. */
export const configOf = (
  sql: DuckDbClient,
  version: number,
): Effect.Effect<VersionedConfig, Refusal | SqlError> =>
  Effect.gen(function* () {
    const [row] = yield* rowsOf(
      ConfigRow,
      sql`SELECT version, environment, config FROM config_versions WHERE version = ${version}`,
    )
    return row === undefined ? yield* noVersion(version) : yield* versioned(row)
  })

export const noVersion = (version: number): Refusal =>
  refuse(`there is no configuration version ${version}`, "choose a version from almanac config list")

/**
 * Decodes a stored configuration. The hash includes the defaults of this version of Almanac for missing
 * settings.
 */
const versioned = ({
  version,
  environment,
  config: text,
}: typeof ConfigRow.Type): Effect.Effect<VersionedConfig, Refusal> => {
  const source = `version ${version} (${environment})`
  return Effect.map(
    Effect.fromResult(decodeConfig(JSON.parse(text), { source: `configuration ${source}` })),
    (config): VersionedConfig => ({ version, config, hash: configHash(config), source }),
  )
}

/** Whether a version is in force at a moment, given in UTC; `kept` is one that is not planned to come into force. */
export function stateOf(
  { valid_from, valid_to }: ConfigVersion,
  now: string,
): "kept" | "planned" | "in force" | "past" {
  if (valid_from === null) return "kept"
  if (valid_from > now) return "planned"
  return valid_to === null || valid_to > now ? "in force" : "past"
}
