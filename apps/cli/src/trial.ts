/** Plans with two configurations and compares the plans, on an export or on a copy of a store's tables. */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { changeOrganisations, type OrganisationChanges } from "@almanac/checks/what-if/change-organisations"
import { type WhatIf, whatIf } from "@almanac/checks/what-if/what-if"
import type { Day } from "@almanac/core/day/civil"
import type { Refusal } from "@almanac/core/domain/refusal"
import { scratchDirectory } from "@almanac/files/scratch-directory"
import { trialInputs } from "@almanac/store/trial-inputs"
import * as Effect from "effect/Effect"
import { DEFAULT_BATCH } from "./commands/run.ts"
import type { LoadedConfig } from "./config/read-config.ts"
import { openDb } from "./store-flags.ts"
import { tryingOut } from "./telemetry/observed.ts"
import { runProgress, type Wanted } from "./telemetry/progress.ts"
import { centralToday } from "./today.ts"
import { VERSION } from "./version.ts"

const DATABASE_MB = 400

/** The tables to plan, and where the plans may be written. */
interface Ground {
  readonly input: string
  readonly scratch: string
  /** The settings in force in the store. */
  readonly config: LoadedConfig | undefined
}

export interface TrialOptions extends Wanted {
  /** A directory of input tables, or the file of a store. */
  readonly on: { readonly input: string } | { readonly db: string }
  readonly asOf: Day
  /** The two configurations to compare. `stored` are the settings in force in the store. */
  readonly configs: (
    stored: LoadedConfig | undefined,
  ) => Effect.Effect<{ readonly without: LoadedConfig; readonly with: LoadedConfig }, Refusal>
  /** The settings of organisations that differ in the second plan; none by default. */
  readonly organisations?: OrganisationChanges
  /** The most examples of each kind. */
  readonly limit: number
}

export const tryOutSettings = (options: TrialOptions) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { asOf, limit } = options
      const { input, scratch, config } = yield* groundOf(options)
      const { without, with: changed } = yield* options.configs(config)
      const changedInput = yield* changedTables(input, scratch, options.organisations)
      const progress = yield* runProgress(options)
      const result: WhatIf = yield* whatIf({
        without: { input, ...without },
        with: { input: changedInput, ...changed },
        asOf,
        scratch,
        software: VERSION,
        threads: availableParallelism(),
        databaseMemoryMb: DATABASE_MB,
        batchSize: DEFAULT_BATCH,
        limit,
        onProgress: (_, update) => progress.update(update),
      }).pipe(tryingOut, Effect.ensuring(Effect.sync(progress.end)))
      return result
    }),
  )

/** The directory of the tables for the second plan. */
const changedTables = Effect.fnUntraced(function* (
  input: string,
  scratch: string,
  changes: OrganisationChanges = new Map(),
) {
  if (changes.size === 0) return input
  const output = join(scratch, "changed-inputs")
  yield* changeOrganisations({ input, output, scratch, changes, databaseMemoryMb: DATABASE_MB })
  return output
})

const groundOf = Effect.fnUntraced(function* ({ on, asOf }: TrialOptions) {
  if ("db" in on) return (yield* trialInputs(openDb(on.db), asOf, centralToday())) satisfies Ground
  const ground: Ground = { input: on.input, scratch: yield* scratchDirectory("trial"), config: undefined }
  return ground
})
