/** Plans a store with settings before they are in force, to say which days they cannot keep. */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { type Overload, overloadsOf } from "@almanac/checks/what-if/overloads"
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import { centralDay } from "@almanac/core/intake/date"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { run } from "@almanac/pipeline/run/run"
import { configInForce } from "@almanac/store/campaigns/resolved"
import { configOf } from "@almanac/store/config/versions"
import type { Store } from "@almanac/store/store"
import { type TrialTables, trialTables } from "@almanac/store/trial-inputs"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { LoadedConfig } from "../../config/read-config.ts"
import { openDb } from "../../store-flags.ts"
import { tryingOut } from "../../telemetry/observed.ts"
import { centralToday } from "../../today.ts"
import { VERSION } from "../../version.ts"
import { DEFAULT_BATCH } from "../run.ts"

const DATABASE_MB = 400

/** The days that rise above their thresholds, or why they are not known. */
export type CapacityTrial =
  | { readonly overloads: ReadonlyArray<Overload> }
  | { readonly overloads: null; readonly not_tried: string }

/**
 * Plans the store from a moment on. Undefined if the next settings have the same capacity as those that they follow. The store is
 * held only while its tables are copied.
 */
export const capacityTrial = (
  db: string,
  settings: (store: Store) => Effect.Effect<LoadedConfig, Refusal | SqlError>,
  moment?: Date,
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const today = centralToday()
      const asOf = moment === undefined ? today : Math.max(today, centralDay(moment.getTime()))
      const copied = yield* Effect.scoped(
        Effect.gen(function* () {
          const store = yield* openDb(db)
          const next = yield* settings(store)
          const before = yield* configInForce(store, moment)
          if (!next.config.load_balancing.enabled || sameCapacity(next.config, before.config))
            return undefined
          const tables = yield* Effect.result(Scope.provide(trialTables(store, asOf, today), scope))
          return { next, tables }
        }),
      )
      if (copied === undefined) return undefined
      return yield* Effect.fromResult(copied.tables).pipe(
        Effect.flatMap((tables) => planned(tables, copied.next, asOf)),
        Effect.map((overloads): CapacityTrial => ({ overloads })),
        Effect.catch((error) => Effect.succeed<CapacityTrial>({ overloads: null, not_tried: error.message })),
      )
    }),
  )

/** The settings of a version of the store. */
export const versionSettings =
  (version: number) =>
  ({ sql }: Store): Effect.Effect<LoadedConfig, Refusal | SqlError> =>
    configOf(sql, version)

const sameCapacity = (a: Config, b: Config): boolean => capacityText(a) === capacityText(b)

const capacityText = ({ load_balancing, sending_days }: Config): string =>
  JSON.stringify([load_balancing, sending_days])

const planned = ({ input, scratch }: TrialTables, { config, hash, source }: LoadedConfig, asOf: Day) =>
  run({
    ...{ input, output: join(scratch, "out"), asOf, config, configHash: hash, configSource: source },
    ...{ software: VERSION, runId: "trial", threads: availableParallelism() },
    ...{ databaseMemoryMb: DATABASE_MB, batchSize: DEFAULT_BATCH, onProgress: () => {} },
  }).pipe(
    Effect.map(({ daily_loads }) => overloadsOf(daily_loads)),
    tryingOut,
  )
