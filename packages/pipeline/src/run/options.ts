/** What a run is asked to do, and what it tells while it works. */
import type { Config } from "@almanac/core/config/config"
import type { Day } from "@almanac/core/day/civil"
import type { RunFacts } from "./manifest.ts"
import type { RejectShare } from "./reject-share.ts"

export interface RunOptions {
  readonly input: string
  readonly output: string
  /** Whether to continue the unfinished run in `output`. */
  readonly resume?: boolean
  readonly asOf: Day
  readonly config: Config
  readonly configHash: string
  /** Where the configuration came from, as text for people. */
  readonly configSource: string
  /** The version of the configuration, if a store keeps it. */
  readonly configVersion?: number | undefined
  /** Whether the store of the run requires approval to publish it. */
  readonly publishWithApproval?: boolean
  readonly software: string
  readonly runId: string
  readonly threads: number
  /** The memory that DuckDB may use. The process needs about 300 MB in addition. */
  readonly databaseMemoryMb: number
  /** The most contacts of a part. The memory in use grows with it; the results do not depend on it. */
  readonly batchSize: number
  readonly onProgress: (progress: RunProgress) => void
  /** Share of the input that may be rejected. Without it, the whole input may. */
  readonly rejectShare?: RejectShare
  /** Makes the HTML of `report.html` in the output. Without this function, the run writes no report. */
  readonly report?: (facts: RunFacts) => string
}

export type RunProgress =
  | { readonly phase: "reading"; readonly run_id: string }
  | {
      /** `counting` is the first pass of a balanced run. */
      readonly phase: "counting" | "deciding"
      readonly contacts: number
      readonly of: number
      readonly rows: number
    }
  | { readonly phase: "finishing" }
