/** Performs one step of a run. A child process of a runner does it, so that the runner never waits for its own work. */
import { join } from "node:path"
import { openClient } from "@almanac/duckdb/database"
import { countStep, decideStep, placeStep, rankStep } from "@almanac/pipeline/blocks/block"
import { checkStep } from "@almanac/pipeline/blocks/check"
import { finishStep, type StepsBefore } from "@almanac/pipeline/blocks/finish"
import { cutStep, draftStep } from "@almanac/pipeline/blocks/plan"
import { splitStep } from "@almanac/pipeline/blocks/split"
import type { StepContext } from "@almanac/pipeline/blocks/step"
import type { RunOptions } from "@almanac/pipeline/run/options"
import { peakMemory } from "@almanac/pipeline/run/peak-memory"
import * as Effect from "effect/Effect"
import type { RunSpec, StepName } from "./run-spec.ts"

/** The absolute directories in which the steps before have their results, by block. */
export type Places = Readonly<Partial<Record<StepName, ReadonlyArray<string>>>>

export interface StepOrder {
  readonly step: StepName
  readonly block: number
  readonly spec: RunSpec
  /** Where the step writes. It exists and is empty. */
  readonly directory: string
  readonly places: Places
  /** Seconds of the steps before, for the manifest. */
  readonly timings: Readonly<Record<string, number>>
  /** Milliseconds since 1970 at which the run began. */
  readonly begunAt: number
  /** The highest peak memory of the steps before. */
  readonly peakRssBytes: number
}

/** What a step tells about its result. It is small, because PostgreSQL keeps it. */
export interface StepResult {
  /** Only of `check`. */
  readonly blocks?: number
  readonly slices?: number
  readonly contacts?: number
  readonly rows?: number
  /** Only of `finish`: what the command prints of the run. */
  readonly checksum?: string
  /** Only of a work directory in a bucket: the SHA-256 of the list of the step's files. */
  readonly files?: string
  /** Only of `check` of inputs in a bucket: a checksum of the names, sizes and tags of their objects. */
  readonly inputs?: string
  readonly peakRssBytes: number
  /** CPU time of its process. */
  readonly cpuSeconds?: number
}

/** Makes the HTML of a run's report. */
export type ReportOfRun = NonNullable<RunOptions["report"]>

/**
 * The part of DuckDB's memory that the steps have which stage a block. To read the files of many slices takes more memory beyond
 * DuckDB's limit: 1.1 GB for blocks of 3,750,000 contacts with the whole, and 0.85 GB with this part, in the same time.
 */
const SHARE_OF_STAGING = 0.6

const STAGING: ReadonlySet<StepName> = new Set(["count", "decide"])

const databaseMemoryMb = ({ step, spec }: StepOrder): number =>
  STAGING.has(step) ? Math.floor(spec.databaseMemoryMb * SHARE_OF_STAGING) : spec.databaseMemoryMb

export const performStep = (
  order: StepOrder,
  { onProgress, report }: Pick<RunOptions, "onProgress"> & { readonly report: ReportOfRun },
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { spec, directory } = order
      const before = process.cpuUsage()
      const main = yield* openClient({
        threads: spec.threads,
        memoryLimitMb: databaseMemoryMb(order),
        tempDirectory: join(directory, "spill"),
      })
      const context: StepContext = { run: { ...spec, onProgress, report }, directory, main }
      const result = yield* stepOf(order, context)
      const { user, system } = process.cpuUsage(before)
      return {
        ...result,
        peakRssBytes: peakMemory(),
        cpuSeconds: (user + system) / 1e6,
      } satisfies StepResult
    }),
  )

function stepOf(order: StepOrder, context: StepContext) {
  const { step, block, spec, places, peakRssBytes } = order
  const [checked = ""] = places.check ?? []
  const split = places.split ?? []
  const counted = places.count?.[block] ?? ""
  const ofRun = { checked, split, index: block }
  switch (step) {
    case "check":
      return checkStep(context, spec)
    case "split":
      return splitStep(context, checked, block)
    case "count":
      return countStep(context, ofRun)
    case "draft":
      return draftStep(context, checked, split, places.count ?? [])
    case "rank":
      return rankStep(context, checked, counted, only(places.draft))
    case "cut":
      return cutStep(context, only(places.draft), places.rank ?? [])
    case "place":
      return placeStep(context, checked, counted, only(places.cut))
    case "decide":
      return decideStep(context, ofRun)
    case "finish": {
      const times = () => ({
        timings: { ...order.timings, total_seconds: (Date.now() - order.begunAt) / 1000 },
        peak_rss_bytes: Math.max(peakRssBytes, peakMemory()),
      })
      return Effect.map(
        finishStep(context, stepsBefore(checked, places), times),
        ({ counts, schedules_checksum: checksum }) => {
          return { contacts: counts.contacts, rows: counts.rows, checksum }
        },
      )
    }
  }
}

const only = (directories: ReadonlyArray<string> | undefined): string => directories?.[0] ?? ""

function stepsBefore(checked: string, { split = [], count, decide, place, cut }: Places): StepsBefore {
  return decide === undefined
    ? { checked, split, staged: count ?? [], written: place ?? [], planned: only(cut) }
    : { checked, split, staged: decide, written: decide }
}
