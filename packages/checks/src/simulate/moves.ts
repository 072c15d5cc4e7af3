/**
 * Records the days that a run announces for the first time, and the emails that it moves, with their causes.
 */
import { type Config, foresees } from "@almanac/core/config/config"
import type { DuckDbClient } from "@almanac/duckdb/client"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

/** Compares the rows of `sim_yesterday` and `sim_today`. It also makes `sim_change`. */
export const recordMoves = Effect.fnUntraced(function* (sql: DuckDbClient, config: Config) {
  const same = statement("day/same_occurrence")
  yield* sql`SET VARIABLE sim_foresees = ${foresees(config)}::BOOLEAN`
  for (const name of STEPS) yield* sql`${statement(`day/${name}`, { same })}`
})

const STEPS: ReadonlyArray<string> = [
  ...["table_change", "table_new", "announce"],
  ...["table_moved", "table_reacted", "table_disturbance", "note_moves"],
]
