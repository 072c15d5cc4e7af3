/** The flags of commands that use a cluster. */
import { Flag } from "effect/cli"

export const clusterFlag = Flag.String("cluster").pipe(
  Flag.withMetavar("URL"),
  Flag.withDescription("Address of the PostgreSQL of a cluster, postgres://user:password@host:port/database"),
)
