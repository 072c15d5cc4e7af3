/**
 * Writes the rows of a finished run to the store in one transaction. They replace the earlier plan. Emails
 * that the sender has taken from the earlier plan since the run began stay in the store. The same emails are
 * left out of the new plan, so that no email is sent twice.
 */

import { join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { fileList, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import { type SqlError, sqlError } from "@almanac/duckdb/sql-error"
import { parquetFiles } from "@almanac/files/parquet-files"
import { read } from "@almanac/pipeline/inputs/kinds"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import { snapshotScan } from "@almanac/pipeline/stage/snapshot"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { change } from "./change.ts"
import { insertEmails } from "./emails.ts"
import { utcText } from "./migrate.ts"
import { optOuts } from "./opt-outs.ts"
import { findRun, recordCheckpoint, type StoreRun, stillWanted } from "./runs.ts"
import { holdsStill } from "./snapshot.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

export interface CommitOptions {
  /** The directory of the finished run. */
  readonly run: string
  readonly manifest: Manifest
  readonly actor: string
}

export interface Committed {
  readonly inserted: number
  /**
   * The number of rows whose email was taken, or whose contact was deleted or suppressed, since the run
   * began.
   */
  readonly left_out: number
}

/**
 * Commits a run. If the run is already committed, nothing changes. Refuses a run that was not begun on this
 * store, that has failed or been abandoned, or that is superseded by a run that began later.
 */
export const commitRun = (
  store: Store,
  options: CommitOptions,
): Effect.Effect<Committed, Refusal | SqlError> =>
  Effect.gen(function* () {
    const begun = yield* findRun(store, options.manifest.run_id)
    if (begun.status === "committed") {
      return { inserted: Number(begun.inserted), left_out: Number(begun.left_out) }
    }
    yield* stillWanted(begun)
    const what = { actor: options.actor, action: "run.commit", subject: begun.run_id }
    return yield* change(store, what, (revision) =>
      Effect.gen(function* () {
        const result = yield* replacePlan(store, options, begun, revision)
        yield* recordCommit(store, options.manifest, begun, result)
        return { result, details: { ...result, schedules_checksum: options.manifest.schedules_checksum } }
      }),
    )
  })

const replacePlan = Effect.fnUntraced(function* (
  store: Store,
  { run, manifest }: CommitOptions,
  begun: StoreRun,
  revision: bigint,
) {
  const { sql } = store
  const rows = yield* openRows(sql, join(run, "schedules"))
  if (rows.count !== manifest.counts.rows) {
    return yield* incomplete(`${run} has ${rows.count} rows, but its manifest says ${manifest.counts.rows}`)
  }
  const left_out = yield* findLeftOut(store, run, begun, rows.fragments)
  const lastId = yield* onlyValue(Schema.BigInt, sql`${statement("commit/last_id")}`)
  yield* sql`DELETE FROM emails WHERE status IN ('pre-scheduled', 'skipped')`
  yield* sql`DELETE FROM email_labels WHERE label NOT IN (SELECT label FROM emails)`
  const kept =
    left_out === 0 ? "true" : `${rows.fragments.position} NOT IN (SELECT position FROM commit_left_out)`
  // The rows have ids, so their order in the table does not matter. Without the order, inserting is half
  // the work under a small memory limit.
  yield* sql`SET preserve_insertion_order = false`
  const inserting = statement("commit/rows", { ...rows.fragments, kept, last_id: lastId, revision })
  yield* insertEmails(sql, sql`(${inserting})`)
  yield* sql`SET preserve_insertion_order = true`
  yield* sql`UPDATE store_state SET last_schedule_id = ${lastId + BigInt(rows.count)}`
  const inserted = yield* onlyValue(Count, sql`${statement("commit/inserted", { revision })}`)
  if (inserted + left_out !== rows.count) {
    return yield* incomplete(`${rows.count} rows decided, ${inserted} inserted and ${left_out} left out`)
  }
  return { inserted, left_out }
})

/**
 * Writes the positions of the rows that are left out to the table `commit_left_out`.
 * @returns their number
 */
const findLeftOut = Effect.fnUntraced(function* (
  store: Store,
  run: string,
  { run_id, snapshot_revision }: StoreRun,
  planned: { readonly planned: string; readonly position: string },
) {
  const { sql } = store
  const found = {
    ...optOuts(),
    contacts: snapshotScan(run, "contacts"),
    look: String(!(yield* holdsStill(store, run_id, ["contacts", "suppressions"]))),
  }
  yield* sql`${statement("commit/gone", found)}`
  yield* sql`${statement("commit/suppressed", found)}`
  yield* sql`${statement("commit/taken", { snapshot: snapshot_revision })}`
  if (!(yield* onlyValue(Schema.Boolean, sql`${statement("commit/any_to_leave_out")}`))) return 0
  yield* sql`${statement("commit/left_out", { ...planned, stops: found.stops })}`
  return yield* onlyValue(Count, sql`SELECT count(*) FROM commit_left_out`)
})

/** The rows of a run's schedules: their number, and the SQL that reads them. */
const openRows = Effect.fnUntraced(function* (sql: DuckDbClient, schedules: string) {
  const files = yield* parquetFiles(schedules)
  const counted = yield* rowsOf(
    Schema.Struct({ rows: Count, first: Schema.BigInt }),
    sql`${statement("commit/first_positions", { files: fileList(files) })}`,
  )
  const firsts = counted.map(({ first }) => first + 1n)
  return {
    count: counted.reduce((sum, { rows }) => sum + rows, 0),
    fragments: {
      planned: parquetScan(...files),
      position: read("row_number", { first_rows: `[${firsts.join(", ")}]` }),
    },
  }
})

const recordCommit = Effect.fnUntraced(function* (
  store: Store,
  { counts, schedules_checksum, timings }: Manifest,
  { run_id, snapshot_revision }: StoreRun,
  { inserted, left_out }: Committed,
) {
  const { sql } = store
  const now = utcText(store.now)
  yield* sql`${statement("runs/commit", {
    run_id,
    now,
    contacts: counts.contacts,
    rejects: counts.rejects,
    rows: counts.rows,
    pre_scheduled: counts.pre_scheduled,
    skipped: counts.skipped,
    inserted,
    left_out,
    seconds: timings.total_seconds ?? null,
    checksum: schedules_checksum,
  })}`
  yield* sql`${statement("runs/abandon", { run_id, now, snapshot: snapshot_revision })}`
  yield* sql`${statement("runs/mark_changes", { run_id })}`
  yield* recordCheckpoint(store, run_id, "committed", { schedules: counts.rows })
})

const incomplete = (what: string): Effect.Effect<never, SqlError> =>
  Effect.fail(sqlError(`the counts of the commit do not match: ${what}`, ""))
