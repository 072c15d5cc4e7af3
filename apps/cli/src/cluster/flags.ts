/** The flags of commands that use a cluster. */
import { Flag } from "effect/cli"

export const clusterFlag = Flag.String("cluster").pipe(
  Flag.withMetavar("URL"),
  Flag.withDescription("Address of the PostgreSQL of a cluster, postgres://user:password@host:port/database"),
)

/** An address for examples. */
export const EXAMPLE_CLUSTER = "postgres://almanac:secret@db:5432/almanac"
