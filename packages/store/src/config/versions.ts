/** Reads the configuration versions of a store. */
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { decodeConfig } from "@almanac/core/config/decode"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { utcText } from "../migrate.ts"
import { statement } from "../statement.ts"

export const ENVIRONMENTS = ["development", "staging", "production"] as const
export type Environment = (typeof ENVIRONMENTS)[number]
export const DEFAULT_ENVIRONMENT: Environment = "production"

/** A configuration version without its settings. Moments are in UTC, like `2026-11-23T12:00:00.000Z`. */
export interface ConfigVersion {
  readonly version: number
  readonly environment: string
  readonly hash: string
  readonly author: string
  readonly reason: string
  readonly created_at: string
  /** The moment from which the version is in force; null if it is not planned to come into force. */
  readonly valid_from: string | null
  /** The moment until which the version is in force, exclusive; null if no end is planned. */
  readonly valid_to: string | null
}

export interface VersionedConfig {
  readonly version: number
  readonly config: Config
  readonly hash: string
  /** A description, for messages, of where the configuration comes from. */
  readonly source: string
}

interface VersionRow extends Record<string, unknown> {
  readonly version: number
  readonly environment: string
  readonly hash: string
  readonly author: string
  readonly reason: string
  readonly created_at: bigint
  readonly valid_from: bigint | null
  readonly valid_to: bigint | null
}

interface ConfigRow extends Record<string, unknown> {
  readonly version: number
  readonly environment: string
  readonly config: string
}

export const configVersions = (
  connection: Connection,
): Effect.Effect<ReadonlyArray<ConfigVersion>, SqlError> =>
  Effect.map(connection.rows<VersionRow>(statement("config/versions")), (rows) =>
    rows.map((row) => ({
      ...row,
      created_at: instant(row.created_at),
      valid_from: row.valid_from === null ? null : instant(row.valid_from),
      valid_to: row.valid_to === null ? null : instant(row.valid_to),
    })),
  )

const instant = (milliseconds: bigint): string => new Date(Number(milliseconds)).toISOString()

/**
 * The configuration in force at a moment. It is undefined if the environment has no configuration yet; the
 * defaults then apply. Refuses an unknown environment, because with a mistyped name the defaults would apply.
 */
export const activeConfig = (
  connection: Connection,
  at: Date,
  environment: string = DEFAULT_ENVIRONMENT,
): Effect.Effect<VersionedConfig | undefined, Refusal | SqlError> =>
  Effect.gen(function* () {
    if (!ENVIRONMENTS.some((known) => known === environment)) {
      return yield* refuse(`there is no environment ${environment}`, `give one of ${ENVIRONMENTS.join(", ")}`)
    }
    const [row] = yield* connection.rows<ConfigRow>(statement("config/in_force"), {
      environment,
      at: utcText(at),
    })
    return row === undefined ? undefined : yield* versioned(row)
  })

/** The configurations of all environments that are in force at a moment or will come into force later. */
export const configsFrom = (
  connection: Connection,
  at: Date,
): Effect.Effect<ReadonlyArray<VersionedConfig>, Refusal | SqlError> =>
  Effect.flatMap(
    connection.rows<ConfigRow>(statement("config/in_force_or_ahead"), { at: utcText(at) }),
    (rows) => Effect.forEach(rows, versioned),
  )

/** The configuration of a version. Refuses a version that does not exist. */
export const configOf = (
  connection: Connection,
  version: number,
): Effect.Effect<VersionedConfig, Refusal | SqlError> =>
  Effect.gen(function* () {
    const [row] = yield* connection.rows<ConfigRow>(
      "SELECT version, environment, config FROM config_versions WHERE version = $version",
      { version },
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
}: ConfigRow): Effect.Effect<VersionedConfig, Refusal> => {
  const source = `version ${version} (${environment})`
  return Effect.map(
    Effect.fromResult(decodeConfig(JSON.parse(text), { source: `configuration ${source}` })),
    (config): VersionedConfig => ({ version, config, hash: configHash(config), source }),
  )
}
