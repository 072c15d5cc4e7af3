/** What all stages of a run share. It is opened at the start of the run and closed with its scope. */
import { join } from "node:path"
import { formatDay } from "@almanac/core/day/civil"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { JournalWriter, type RunBeginning, sameRun } from "./journal.ts"
import type { RunOptions } from "./options.ts"
import { type Output, openOutput } from "./output.ts"

export interface RunContext {
  readonly options: RunOptions
  readonly output: Output
  readonly beginning: RunBeginning
  readonly journal: JournalWriter
  /** The connection of the main thread. */
  readonly main: DuckDbClient
}

/** Prepares the output, and opens the journal and the database. Refuses to resume another run. */
export const openContext = Effect.fnUntraced(function* (options: RunOptions) {
  const output = yield* openOutput(options.output, options.resume)
  const beginning: RunBeginning = {
    run_id: output.resumed?.beginning.run_id ?? options.runId,
    as_of: formatDay(options.asOf),
    input: options.input,
    config: options.config,
    config_hash: options.configHash,
    config_source: options.configSource,
    batch_size: options.batchSize,
    software: options.software,
  }
  if (output.resumed !== undefined) yield* sameRun(output.resumed.beginning, beginning)
  const journal = yield* JournalWriter.open(output.directory, output.work, beginning, output.resumed)
  const main = yield* openClient({
    threads: options.threads,
    memoryLimitMb: options.databaseMemoryMb,
    tempDirectory: join(output.work, "spill"),
  })
  const context: RunContext = { options, output, beginning, journal, main }
  return context
})
