/** The PostgreSQL of the cluster, if the console was started with one. A connection is kept for a while after its last use. */
import { layerDatabase, unreachable } from "@almanac/cluster/database"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RcRef from "effect/RcRef"
import type { SqlClient } from "effect/sql/SqlClient"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import { Places } from "./places.ts"

const KEPT_FOR = "30 seconds"

export interface ClusterAccess {
  /** Whether the console was started with a cluster. */
  readonly isKnown: boolean
  /** Reads or changes the records of the cluster. If PostgreSQL cannot be used, that is a refusal with the reason. */
  readonly use: <A, E>(
    work: Effect.Effect<A, E | SqlError, SqlClient>,
  ) => Effect.Effect<A, Exclude<E, SqlError> | Refusal>
}

export class Cluster extends Context.Service<Cluster, ClusterAccess>()("@almanac/console/Cluster") {
  static readonly layer: Layer.Layer<Cluster, never, Places> = Layer.effect(
    Cluster,
    Effect.gen(function* () {
      const { cluster: url } = yield* Places
      if (url === undefined) return { isKnown: false, use: () => Effect.fail(NO_CLUSTER) }
      const database = yield* RcRef.make({
        acquire: Layer.build(layerDatabase(url)),
        idleTimeToLive: KEPT_FOR,
      })
      const use = <A, E>(work: Effect.Effect<A, E | SqlError, SqlClient>) =>
        Effect.flatMap(RcRef.get(database), (connected) => Effect.provide(work, connected)).pipe(
          Effect.scoped,
          Effect.mapError((error) =>
            isSqlError(error) ? unreachable(url, error) : (error as Refusal | Exclude<E, SqlError>),
          ),
        )
      return { isKnown: true, use }
    }),
  )
}

const NO_CLUSTER = refuse(
  "the console knows no cluster",
  "start almanac console with --cluster and the address of its PostgreSQL",
)
