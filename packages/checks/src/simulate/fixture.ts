/** Simulates worlds for tests. */
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { configHash } from "@almanac/core/config/config-hash"
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import { openSources } from "@almanac/pipeline/inputs/sources"
import { inScratch } from "@almanac/pipeline/run/fixture"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import type { World } from "@almanac/testkit/world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import type { DayReport } from "./day.ts"
import { type Behaviour, DEFAULT_BEHAVIOUR, type Scenario, type SimulateOptions } from "./options.ts"
import { type SimulationReport, simulate, simulateDays } from "./simulate.ts"
import { openWorld } from "./world.ts"

/** No contact arrives and no contact reacts. */
export const QUIET: Behaviour = { arrivals: 0, clicks: 0, answers: 0, opt_outs: 0 }

export const scenario = (config: Config): Scenario => ({ config, hash: configHash(config), source: "test" })

type Asked<Needed extends keyof SimulateOptions> = Pick<SimulateOptions, Needed> & Partial<SimulateOptions>

/** Simulates `world`, starting on its day. The output is in `<directory>/out`. */
export async function simulated(
  directory: string,
  world: World,
  options: Asked<"days">,
): Promise<SimulationReport> {
  await writeWorld(world, join(directory, "in"), { format: "parquet" })
  const asOf = parseDay(world.as_of) as Day
  return simulatedInput(directory, { asOf, scenario: scenario(world.config), ...options })
}

/** Simulates the tables in `<directory>/in`. The output is in `<directory>/out`. */
export function simulatedInput(
  directory: string,
  options: Asked<"asOf" | "days" | "scenario">,
): Promise<SimulationReport> {
  return Effect.runPromise(
    simulate({
      input: join(directory, "in"),
      output: join(directory, "out"),
      seed: 1,
      behaviour: DEFAULT_BEHAVIOUR,
      software: "0.0.0",
      threads: 1,
      databaseMemoryMb: 300,
      onProgress: () => {},
      ...options,
    }),
  )
}

export interface Simulated {
  readonly sql: DuckDbClient
  readonly days: ReadonlyArray<DayReport>
  readonly manifest: Manifest
}

/** Simulates days of `world` without arrivals and reactions, and passes the resulting tables to `use`. */
export const afterDays = <A, E>(
  world: World,
  days: number,
  use: (simulated: Simulated) => Effect.Effect<A, E>,
) =>
  inScratch(async (directory) => {
    await writeWorld(world, join(directory, "given"), { format: "parquet" })
    const program = Effect.gen(function* () {
      const options = { threads: 1, databaseMemoryMb: 300, software: "0.0.0", onProgress: () => {} }
      const sql = yield* openClient({
        threads: 1,
        memoryLimitMb: 300,
        tempDirectory: join(directory, "spill"),
      })
      yield* openSources(sql, {
        directory: join(directory, "given"),
        scratchDirectory: join(directory, "csv"),
      })
      const asOf = parseDay(world.as_of) as Day
      const opened = yield* openWorld(sql, { directory, asOf, days, seed: 1, behaviour: QUIET })
      const run = join(directory, "run")
      const after = yield* simulateDays(opened, scenario(world.config), options, run)
      return yield* use({ sql, ...after })
    })
    return Effect.runPromise(Effect.scoped(program))
  })
