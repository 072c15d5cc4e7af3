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

export const STEPS = ["check", "split", "count", "draft", "rank", "cut", "place", "decide", "finish"] as const

export type StepName = (typeof STEPS)[number]

/** One step of one block, or of one slice of the inputs. Steps about all blocks have the block 0. */
export interface StepOfRun {
  readonly runId: string
  readonly step: StepName
  readonly block: number
}

/** What the step `check` decides. */
export interface SizeOfRun {
  readonly blocks: number
  /** There are none in a run in one block. */
  readonly slices: number
}

/** A step that all results of the stage before it precede. */
export interface Stage {
  readonly step: StepName
  /** How often it is made. */
  readonly times: (size: SizeOfRun) => number
}

const once = (step: StepName): Stage => ({ step, times: () => 1 })
const each = (step: StepName): Stage => ({ step, times: ({ blocks }) => blocks })
const SPLIT: Stage = { step: "split", times: ({ slices }) => slices }

const BALANCED = [
  once("check"),
  SPLIT,
  each("count"),
  once("draft"),
  each("rank"),
  once("cut"),
  each("place"),
  once("finish"),
]
const UNBALANCED = [once("check"), SPLIT, each("decide"), once("finish")]

/** The stages of a run in their order. */
export const stagesOf = ({ config }: RunSpec): ReadonlyArray<Stage> =>
  config.load_balancing.enabled ? BALANCED : UNBALANCED
