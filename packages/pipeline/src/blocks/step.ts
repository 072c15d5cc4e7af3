/**
 * The steps of a run in blocks, for several processes or machines. Each step reads what earlier steps have written, and
 * writes to a new directory of its own. So a step can be repeated anywhere, and nothing that it left unfinished is read.
 *
 *   check                      checks the inputs, numbers the organisations     check.ts
 *   split    for each slice    splits the rows of the inputs by block           split.ts
 *   count    for each block    stages the contacts and counts their emails     block.ts
 *   draft                      plans all organisations from the counts         plan.ts
 *   rank     for each block    ranks the emails of split cells                 block.ts
 *   cut                        cuts the split cells                            plan.ts
 *   place    for each block    places and writes the emails                    block.ts
 *   finish                     puts the directory of the run together          finish.ts
 *
 * Without load balancing there is `decide` for each block instead of all steps from `count` to `place`. The stages are those
 * of a run in one process (`run/run.ts`).
 */
import type { DuckDbClient } from "@almanac/duckdb/client"
import type { RunOptions } from "../run/options.ts"

/** The settings of a run, for each of its steps. */
export type BlockRun = Omit<RunOptions, "output" | "resume" | "configVersion" | "publishWithApproval">

export interface StepContext {
  readonly run: BlockRun
  /** Where this step writes. It exists and is empty. */
  readonly directory: string
  readonly main: DuckDbClient
}
