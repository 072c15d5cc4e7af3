/**
 * What a worker of a run is told and what it answers. All of it is plain data, so that it can cross to another thread;
 * whatever grows with the number of contacts goes through files in the scratch directory instead.
 */
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { Campaigns } from "@almanac/core/domain/campaign"
import type { Split } from "@almanac/core/plan/plan"
import type { NumberedSplits } from "@almanac/core/plan/splits"
import type { PartRange } from "./part.ts"

export interface WorkOrder {
  /** Tells the worker's files from those of the others. */
  readonly worker: number
  readonly parts: ReadonlyArray<PartRange>
  readonly config: Config
  readonly campaigns: Campaigns
  readonly today: Day
  readonly runId: string
  readonly orgCount: number
  /** Scratch directory, with the staged tables. */
  readonly work: string
  /** Directory of the schedules. */
  readonly schedules: string
  readonly databaseMemoryMb: number
}

/** The plan of one organisation as far as applying it needs it. */
export interface OrgPlanning {
  readonly splits: ReadonlyArray<Split>
  readonly smoothedDates: ReadonlyArray<Day>
}

/** What a worker does with each of its parts; by dense organisation number. */
export type Step =
  /** Decides and writes the parts without load balancing; leaves findings and totals in files. */
  | { readonly name: "decide" }
  /** Releases, counts and spills the parts; leaves counts, findings and totals in files. */
  | { readonly name: "count" }
  /** Leaves the ranks of the emails of split cells in a file. */
  | { readonly name: "rank"; readonly splits: ReadonlyArray<NumberedSplits> }
  /** Places the parts as planned and writes them, but for those that are written already. */
  | {
      readonly name: "place"
      readonly plan: ReadonlyArray<OrgPlanning>
      readonly written: ReadonlySet<number>
    }

/** Said of each part when a step is through with it. */
export interface PartReport {
  readonly part: number
  readonly contacts: number
  /** Rows written. */
  readonly rows: number
}

/** Files that workers leave in the scratch directory. */
export type Yield = "counts" | "ranks" | "rejects" | "warnings" | "totals"

export const YIELD_SUFFIX = ".yield"

/** @param of the worker, and of several files of a worker the number; `*` for all */
export function yieldFile(work: string, name: Yield, of: number | `${number}-${number}` | "*"): string {
  return `${work}/${name}-${of}${YIELD_SUFFIX}`
}

/** The totals of a part's rows, which appear when the part is written. */
export function partTotalsFile(work: string, part: number): string {
  return `${work}/part-${part}.totals`
}
