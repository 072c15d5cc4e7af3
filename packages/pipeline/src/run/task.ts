/**
 * The messages to and from a worker of a run. They are plain data, so that they can be sent to
 * another thread. Data that grows with the number of contacts is not sent; it goes through files
 * (`worker-files.ts`).
 */
import type { Day } from "@almanac/core/day/civil"
import type { Split } from "@almanac/core/plan/plan"
import type { NumberedSplits } from "@almanac/core/plan/splits"
import type { RulesOfDay } from "@almanac/core/services/rules"
import type { SqlError } from "@almanac/duckdb/sql-error"
import type { FileError } from "@almanac/files/file-error"
import type { PartRange } from "../parts/part.ts"

export interface WorkerSetup {
  /** The number of the worker. It is part of the names of the worker's files. */
  readonly worker: number
  readonly parts: ReadonlyArray<PartRange>
  /** A worker in a thread of its own compiles its rules from this. */
  readonly rules: RulesOfDay
  readonly runId: string
  readonly orgCount: number
  /** The scratch directory, which holds the staged tables. */
  readonly work: string
  /** Where the worker with the same number of another process has counted the same parts. */
  readonly counted?: string
  /** Directory of the schedules. */
  readonly schedules: string
  readonly databaseMemoryMb: number
}

/** The part of an organisation's plan that is needed to apply it. */
export interface OrgPlanning {
  readonly splits: ReadonlyArray<Split>
  readonly smoothedDates: ReadonlyArray<Day>
}

/**
 * What a worker does with each of its parts. `splits` and `plan` are indexed by dense organisation number.
 */
export type Task =
  /** Decides and writes the parts without load balancing. Writes findings and totals to files. */
  | { readonly name: "decide" }
  /** Releases, counts and spills the parts. Writes counts, findings and totals to files. */
  | { readonly name: "count" }
  /** Writes the ranks of the emails of split cells to a file. */
  | { readonly name: "rank"; readonly splits: ReadonlyArray<NumberedSplits> }
  /**
   * Places the emails of the parts as planned and writes the parts, except those that are already `written`.
   */
  | {
      readonly name: "place"
      readonly plan: ReadonlyArray<OrgPlanning>
      readonly written: ReadonlySet<number>
    }

/** Reported for each part when a step has finished it. */
export interface PartReport {
  readonly part: number
  readonly contacts: number
  /** Rows written. */
  readonly rows: number
}

/** Why a worker could not perform a task. */
export type TaskError = SqlError | FileError
