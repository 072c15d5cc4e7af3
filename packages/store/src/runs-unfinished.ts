/**
 * Reads how the run in a directory was begun: from its journal or, if the run has finished, from its
 * manifest.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { isDone, type Journal, readJournal, type StepName } from "@almanac/pipeline/run/journal"
import { MANIFEST, WORK } from "@almanac/pipeline/run/layout"
import { readManifest } from "@almanac/pipeline/run/read-manifest"
import * as Effect from "effect/Effect"

export interface RunConfig {
  readonly config: Config
  readonly hash: string
  /** A description, for messages, of where the configuration came from. */
  readonly source: string
  /** The number of the configuration version, if the configuration is in the store. */
  readonly version?: number | undefined
}

export interface BegunRun {
  readonly run_id: string
  /** ISO date. */
  readonly as_of: string
  readonly config: RunConfig
  /** Undefined if the run has finished. */
  readonly journal: Journal | undefined
}

/** The run in `output`. Refuses a directory without a run. */
export const readBegunRun = (output: string): Effect.Effect<BegunRun, Refusal> =>
  Effect.gen(function* () {
    if (existsSync(join(output, MANIFEST))) {
      const { run_id, as_of, config } = yield* readManifest(output)
      return {
        run_id,
        as_of,
        config: { config: config.effective, hash: config.hash, source: config.source },
        journal: undefined,
      }
    }
    const journal = yield* unfinishedRun(output)
    const { run_id, as_of, config, config_hash, config_source } = journal.beginning
    return { run_id, as_of, config: { config, hash: config_hash, source: config_source }, journal }
  })

/** The journal of the unfinished run in `output`. Refuses a directory without such a run. */
export const unfinishedRun = (output: string): Effect.Effect<Journal, Refusal> =>
  Effect.gen(function* () {
    const journal = yield* readJournal(join(output, WORK))
    if (journal !== undefined) return journal
    return existsSync(join(output, MANIFEST))
      ? yield* refuse(`the run in ${output} has finished`, "give the --out of a run that was stopped")
      : yield* refuse(`${output} holds no unfinished run`, "name the --out of a run that was stopped")
  })

export interface Checkpoint {
  readonly step: StepName
  readonly files: number
  /** Whether the files of the step are unchanged, so that the step need not be repeated. */
  readonly intact: boolean
}

/** The steps that the run in `output` has finished. Reads the files of the steps. */
export const checkpointsOf = (output: string, { steps }: Journal): Effect.Effect<ReadonlyArray<Checkpoint>> =>
  Effect.forEach(steps, ([step, { files }]) =>
    Effect.map(isDone(output, steps, step), (intact) => ({ step, files: Object.keys(files).length, intact })),
  )
