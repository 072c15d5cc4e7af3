/**
 * Removes what nobody needs any more: runs that have ended long ago or are to be forgotten, with their files, and sooner the
 * messages and the queue items of runs that have ended. Runners do so, because they reach the work directory.
 */
import { MessageStorage } from "effect/cluster/MessageStorage"
import { Sharding } from "effect/cluster/Sharding"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { PersistedQueueStore } from "effect/persistence/PersistedQueue"
import * as Schedule from "effect/Schedule"
import { SqlClient } from "effect/sql/SqlClient"
import type { RunRecord } from "./records.ts"
import { KEEP_MESSAGES, QUEUE, SWEEP_EVERY } from "./settings.ts"
import type { WorkDirectory } from "./work/work-directory.ts"
import { addressesOf } from "./workflow.ts"

/** Removes what is too old, again and again. All runners do so; nothing is removed twice. */
export const sweeping = (keepDays: number) =>
  sweep(keepDays).pipe(
    Effect.catchCause((cause) => Effect.logDebug(cause)),
    Effect.repeat(Schedule.spaced(SWEEP_EVERY)),
  )

/** Marks the runs that ended so many days ago as forgotten, and removes the messages and queue items of runs that have ended. */
const sweep = Effect.fnUntraced(function* (keepDays: number) {
  const sql = yield* SqlClient
  yield* sql`UPDATE almanac_run SET forgotten = true WHERE ended_at < now() - ${keepDays}::int * INTERVAL '1 day'`
  yield* sql`DELETE FROM almanac_runner WHERE seen_at < now() - INTERVAL '1 day'`
  const old = yield* sql<RunRecord>`
    UPDATE almanac_run SET swept = generation
    WHERE ended_at < now() - ${Duration.toSeconds(KEEP_MESSAGES)}::int * INTERVAL '1 second' AND swept < generation RETURNING *`
  yield* Effect.forEach(old, clearMessages, { discard: true })
  const { cleanup } = yield* PersistedQueueStore
  yield* cleanup({ timeToLive: KEEP_MESSAGES, failedTimeToLive: KEEP_MESSAGES })
})

const clearMessages = Effect.fnUntraced(function* (run: RunRecord) {
  const { clearAddress } = yield* MessageStorage
  yield* Effect.forEach(
    addressesOf(run, yield* Sharding),
    (address) => Effect.flatMap(address, clearAddress),
    {
      discard: true,
    },
  )
})

/**
 * Removes the runs that are marked as forgotten. The record of a run goes last, so that the mark stays if a runner dies or its
 * files cannot be removed now.
 */
export const removeForgotten = Effect.fnUntraced(function* (work: WorkDirectory) {
  const sql = yield* SqlClient
  const runs = yield* sql<RunRecord>`SELECT * FROM almanac_run WHERE forgotten`
  for (const run of runs) {
    const dropped = yield* Effect.result(work.dropRun(run.run_id))
    if (dropped._tag === "Failure") continue
    yield* clearMessages(run)
    yield* sql`DELETE FROM ${sql(QUEUE.tableName)} WHERE starts_with(id, ${`${run.run_id}/`})`
    yield* sql`DELETE FROM almanac_run WHERE run_id = ${run.run_id}`
  }
})
