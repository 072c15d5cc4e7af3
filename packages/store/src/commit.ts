/**
 * Writes the rows of a finished run to the store in one transaction. They replace the earlier plan. Emails
 * that the sender has taken from the earlier plan since the run began stay in the store. The same emails are
 * left out of the new plan, so that no email is sent twice.
 */
import { join } from "node:path"
import type { Refusal } from "@almanac/core/domain/refusal"
import { SqlError } from "@almanac/duckdb/database"
import { fileList, parquetScan } from "@almanac/duckdb/paths"
import { parquetFiles } from "@almanac/files/parquet-files"
import { read } from "@almanac/pipeline/inputs/kinds"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import { change } from "./change.ts"
import { insertEmails } from "./emails.ts"
import { utcText } from "./migrate.ts"
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
  const { connection } = store
  const rows = yield* openRows(connection, join(run, "schedules"))
  if (rows.count !== manifest.counts.rows) {
    return yield* incomplete(`${run} has ${rows.count} rows, but its manifest says ${manifest.counts.rows}`)
  }
  const left_out = yield* findLeftOut(store, run, begun, rows.fragments)
  const [last] = yield* connection.rows<{ last_id: bigint }>(statement("commit/last_id"))
  const lastId = last?.last_id ?? 0n
  yield* connection.run("DELETE FROM emails WHERE status IN ('pre-scheduled', 'skipped')")
  yield* connection.run("DELETE FROM email_labels WHERE label NOT IN (SELECT label FROM emails)")
  const kept =
    left_out === 0 ? "true" : `${rows.fragments.position} NOT IN (SELECT position FROM commit_left_out)`
  // The rows have ids, so their order in the table does not matter. Without the order, inserting is half
  // the work under a small memory limit.
  yield* connection.run("SET preserve_insertion_order = false")
  const inserting = statement("commit/rows", { ...rows.fragments, kept })
  yield* insertEmails(connection, `(${inserting})`, { last_id: lastId, revision })
  yield* connection.run("SET preserve_insertion_order = true")
  yield* connection.run("UPDATE store_state SET last_schedule_id = $last", {
    last: lastId + BigInt(rows.count),
  })
  const [written] = yield* connection.rows<{ rows: bigint }>(statement("commit/inserted"), { revision })
  const inserted = Number(written?.rows)
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
  const { connection } = store
  const contacts = {
    contacts: parquetScan(join(run, "snapshot", "contacts.parquet")),
    look: String(!(yield* holdsStill(store, run_id, ["contacts", "suppressions"]))),
  }
  yield* connection.run(statement("commit/gone", contacts))
  yield* connection.run(statement("commit/suppressed", contacts))
  yield* connection.run(statement("commit/taken"), { snapshot: snapshot_revision })
  const [found] = yield* connection.rows<{ any: boolean }>(statement("commit/any_to_leave_out"))
  if (found?.any !== true) return 0
  yield* connection.run(statement("commit/left_out", planned))
  const [leftOut] = yield* connection.rows<{ n: bigint }>("SELECT count(*) AS n FROM commit_left_out")
  return Number(leftOut?.n)
})

/** The rows of a run's schedules: their number, and the SQL that reads them. */
const openRows = Effect.fnUntraced(function* (connection: Store["connection"], schedules: string) {
  const files = yield* parquetFiles(schedules)
  const counted = yield* connection.rows<{ rows: bigint; first: bigint }>(
    statement("commit/first_positions", { files: fileList(files) }),
  )
  const firsts = counted.map(({ first }) => first + 1n)
  return {
    count: counted.reduce((sum, { rows }) => sum + Number(rows), 0),
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
  const { connection } = store
  const now = utcText(store.now)
  yield* connection.run(statement("runs/commit"), {
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
  })
  yield* connection.run(statement("runs/abandon"), { run_id, now, snapshot: snapshot_revision })
  yield* connection.run(statement("runs/mark_changes"), { run_id })
  yield* recordCheckpoint(store, run_id, "committed", { schedules: counts.rows })
})

const incomplete = (what: string): Effect.Effect<never, SqlError> =>
  Effect.fail(new SqlError({ message: `the counts of the commit do not match: ${what}`, sql: "" }))
