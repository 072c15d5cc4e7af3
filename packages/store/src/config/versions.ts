/** The configuration versions of a store, as they are read. */
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

/** A version without its settings; moments are UTC, `2026-11-23T12:00:00.000Z`. */
export interface ConfigVersion {
  readonly version: number
  readonly environment: string
  readonly hash: string
  readonly author: string
  readonly reason: string
  readonly created_at: string
  /** In force from then on; null: not planned to be. */
  readonly valid_from: string | null
  /** In force until just before; null: until further notice. */
  readonly valid_to: string | null
}

export interface VersionedConfig {
  readonly version: number
  readonly config: Config
  readonly hash: string
  /** Where it comes from, for people. */
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
 * The configuration in force at a moment; undefined where the environment has none yet and the defaults hold. Refuses an
 * environment that there is not: under a name that is mistyped the defaults would hold.
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

/** The configurations that are in force at a moment or are going to be, of all environments. */
export const configsFrom = (
  connection: Connection,
  at: Date,
): Effect.Effect<ReadonlyArray<VersionedConfig>, Refusal | SqlError> =>
  Effect.flatMap(
    connection.rows<ConfigRow>(statement("config/in_force_or_ahead"), { at: utcText(at) }),
    (rows) => Effect.forEach(rows, versioned),
  )

/** The configuration of a version. Fails with a Refusal where there is no such version. */
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
  refuse(`there is no configuration version ${version}`, "choose one of almanac config list")

/** The hash is that of the settings as this version of Almanac completes them. */
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
