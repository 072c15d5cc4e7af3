/** What is asked of a run on several machines. It is kept in PostgreSQL as JSON. */
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { RejectShare } from "@almanac/pipeline/run/reject-share"

export interface RunSpec {
  readonly runId: string
  /** Absolute paths that every runner sees. */
  readonly input: string
  readonly output: string
  readonly asOf: Day
  readonly config: Config
  readonly configHash: string
  readonly configSource: string
  readonly software: string
  /** For each block. */
  readonly threads: number
  readonly databaseMemoryMb: number
  readonly batchSize: number
  readonly rejectShare: RejectShare
  /** The number of blocks. If absent, the number of contacts decides. */
  readonly blocks?: number
}

/** The steps in their order. Without load balancing, `decide` replaces those from `count` to `place`. */
export const STEPS = ["check", "count", "draft", "rank", "cut", "place", "decide", "finish"] as const

export type StepName = (typeof STEPS)[number]

/** One step of one block. Steps about all blocks have the block 0. */
export interface StepOfRun {
  readonly runId: string
  readonly step: StepName
  readonly block: number
}
