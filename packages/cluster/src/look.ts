/** What a runner asks PostgreSQL again and again: which runs are new, cancelled or forgotten. It also tells that it lives. */
import * as Effect from "effect/Effect"
import { SqlClient } from "effect/sql/SqlClient"
import type { RunState } from "./records.ts"

export interface RunnerRecord {
  readonly name: string
  readonly software: string
  readonly slots: number
  readonly seen_at: Date
}

export interface SeenRun {
  readonly runId: string
  readonly generation: number
  readonly state: RunState
  readonly cancelled: boolean
  readonly forgotten: boolean
}

/** Records that the runner lives. Returns the runs of its version that have not ended, those that it works on, and forgotten ones. */
export const look = Effect.fnUntraced(function* (
  { name, software, slots }: Omit<RunnerRecord, "seen_at">,
  works: Iterable<string>,
) {
  const sql = yield* SqlClient
  return yield* sql<SeenRun>`
    WITH seen AS (
      INSERT INTO almanac_runner (name, software, slots) VALUES (${name}, ${software}, ${slots})
      ON CONFLICT (name) DO UPDATE SET seen_at = now(), software = excluded.software, slots = excluded.slots)
    SELECT run_id AS "runId", generation, state, cancelled, forgotten FROM almanac_run
    WHERE (software = ${software} AND state IN ('submitted', 'running')) OR run_id = ANY(${[...works]}) OR forgotten
    ORDER BY submitted_at`
})

export const removeRunner = Effect.fnUntraced(function* (name: string) {
  const sql = yield* SqlClient
  yield* sql`DELETE FROM almanac_runner WHERE name = ${name}`
})

/** The runs that a runner works on. */
export class WatchedRuns {
  readonly #stops = new Map<string, Set<() => void>>()

  ids(): Iterable<string> {
    return this.#stops.keys()
  }

  /** Ends when the run is cancelled, forgotten or gone. */
  cancelled(runId: string): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const stop = () => resume(Effect.void)
      const stops = this.#stops.get(runId) ?? new Set()
      this.#stops.set(runId, stops.add(stop))
      return Effect.sync(() => {
        stops.delete(stop)
        if (stops.size === 0) this.#stops.delete(runId)
      })
    })
  }

  /** @param runs what a look has found: all runs that are worked on, unless they are gone */
  see(runs: ReadonlyArray<SeenRun>): void {
    const going = new Set(
      runs.filter(({ cancelled, forgotten }) => !cancelled && !forgotten).map(({ runId }) => runId),
    )
    for (const [runId, stops] of this.#stops) if (!going.has(runId)) for (const stop of stops) stop()
  }
}
