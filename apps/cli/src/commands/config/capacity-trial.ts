/** Plans a store with a version of the configuration, to say which days the version cannot keep. */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { type Overload, overloadsOf } from "@almanac/checks/what-if/overloads"
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import { centralDay } from "@almanac/core/intake/date"
import { run } from "@almanac/pipeline/run/run"
import { configInForce } from "@almanac/store/campaigns/resolved"
import { configOf } from "@almanac/store/config/versions"
import { trialInputs } from "@almanac/store/trial-inputs"
import * as Effect from "effect/Effect"
import { openDb } from "../../store-flags.ts"
import { tryingOut } from "../../telemetry/observed.ts"
import { centralToday } from "../../today.ts"
import { VERSION } from "../../version.ts"
import { DEFAULT_BATCH } from "../run.ts"

const DATABASE_MB = 400

/**
 * The days that rise above their thresholds from a moment on. Undefined if the version has the same capacity as the settings
 * that it follows, or if the store cannot be planned.
 */
export const overloadsUnder = (db: string, version: number, moment: Date | undefined) =>
  Effect.gen(function* () {
    const { next, before } = yield* Effect.scoped(
      Effect.gen(function* () {
        const store = yield* openDb(db)
        return { next: yield* configOf(store.sql, version), before: yield* configInForce(store, moment) }
      }),
    )
    if (!next.config.load_balancing.enabled || sameCapacity(next.config, before.config)) return undefined
    const today = centralToday()
    const asOf = moment === undefined ? today : Math.max(today, centralDay(moment.getTime()))
    return yield* Effect.option(planned(db, next, asOf, today)).pipe(
      Effect.map((overloads) => (overloads._tag === "Some" ? overloads.value : undefined)),
    )
  })

const sameCapacity = (a: Config, b: Config): boolean => capacityText(a) === capacityText(b)

const capacityText = ({ load_balancing, sending_days }: Config): string =>
  JSON.stringify([load_balancing, sending_days])

const planned = (
  db: string,
  { config, hash, source }: { readonly config: Config; readonly hash: string; readonly source: string },
  asOf: Day,
  today: Day,
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { input, scratch } = yield* trialInputs(openDb(db), asOf, today)
      const { daily_loads } = yield* run({
        ...{ input, output: join(scratch, "out"), asOf, config, configHash: hash, configSource: source },
        ...{ software: VERSION, runId: "trial", threads: availableParallelism() },
        ...{ databaseMemoryMb: DATABASE_MB, batchSize: DEFAULT_BATCH, onProgress: () => {} },
      })
      const overloads: ReadonlyArray<Overload> = overloadsOf(daily_loads)
      return overloads
    }),
  ).pipe(tryingOut)
