/** The flags of commands that use a cluster. */
import * as Config from "effect/Config"
import { Flag } from "effect/cli"

/** With it, no password stands on the command line, which other users of the machine can read. */
const VARIABLE = "ALMANAC_CLUSTER"

export const OR_VARIABLE = `(default: the environment variable ${VARIABLE})`

/** The flag without its default. */
export const givenClusterFlag = Flag.String("cluster").pipe(Flag.withMetavar("URL"))

export const clusterFlag = givenClusterFlag.pipe(
  Flag.withDescription(
    `Address of the PostgreSQL of a cluster, postgres://user:password@host:port/database ${OR_VARIABLE}`,
  ),
  Flag.withFallbackConfig(Config.NonEmptyString(VARIABLE)),
)

/** The address that the environment has. */
export const clusterOfEnvironment = (): string | undefined => process.env[VARIABLE] || undefined

/** An address for examples. */
export const EXAMPLE_CLUSTER = "postgres://almanac:secret@db:5432/almanac"
