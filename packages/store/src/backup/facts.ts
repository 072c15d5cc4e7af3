/**
 * The facts in a store: emails that are claimed or sent, opt-outs, clicks, answers, and the store's own
 * records. A restore writes the facts of the current store into the backup, because a restore does not undo
 * what has happened.
 */
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { Count, onlyValue } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { identifier } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { insertEmails } from "../emails.ts"
import { optOuts } from "../opt-outs.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"

/** Tables of which all rows that are not in the backup are added. */
const WITHOUT_KEY = ["suppressions", "tracking_clicks", "contact_events"] as const

/** Tables of which the rows whose key is not in the backup are added, and how these rows are changed. */
const BY_KEY: Readonly<Record<string, { readonly key: string; readonly changed?: string }>> = {
  scheduler_checkpoints: { key: "run_id" },
  backup_history: { key: "file" },
  audit_trail: { key: "seq" },
  organisation_versions: { key: "version" },
  // The versions are kept, but they are no longer in force.
  config_versions: { key: "version", changed: "REPLACE (NULL AS valid_from, NULL AS valid_to)" },
}

const PLANNED = "status IN ('pre-scheduled', 'skipped')"

const TABLES = [
  "email_schedules",
  "runs",
  "store_state",
  "campaign_change_log",
  "proposals",
  ...WITHOUT_KEY,
  ...Object.keys(BY_KEY),
]

type Facts = (table: string) => string

/** The SQL that reads the facts of a table from the files in a directory. */
export const factsIn =
  (directory: string): Facts =>
  (table) =>
    parquetScan(join(directory, `${table}.parquet`))

/** Writes the facts of a store to files in a directory. */
export const writeFacts = ({ sql }: Store, directory: string): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    for (const table of TABLES) {
      const rows = table === "email_schedules" ? `NOT ${PLANNED}` : "true"
      const file = fileLiteral(join(directory, `${table}.parquet`))
      yield* sql`${statement("restore/write_facts", { table: identifier(table), rows, file })}`
    }
  })

/**
 * Adds facts to a restored backup. Refuses a backup of another store.
 * @param backup the name of the backup
 */
export const takeOver = (
  store: Store,
  facts: Facts,
  backup: string,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { sql } = store
    const fragments = Object.fromEntries(TABLES.map((table) => [table, facts(table)]))
    const run = (name: string, more: Readonly<Record<string, string>> = {}) =>
      sql`${statement(name, { ...fragments, ...more })}`
    if ((yield* onlyValue(Count, sql`${statement("restore/broken_chain", fragments)}`)) > 0) {
      return yield* refuse(
        "the backup belongs to another store: its audit trail differs",
        "name a backup of this store, or use --discard-current",
      )
    }
    yield* run("restore/continue_ids")
    const later = `(SELECT * FROM ${facts("suppressions")} EXCEPT SELECT * FROM suppressions)`
    const { opt_outs, stops } = optOuts(later)
    yield* run("restore/suppressed", { opt_outs })
    for (const table of WITHOUT_KEY) {
      yield* run("restore/add_missing", { table: identifier(table), files: facts(table) })
    }
    yield* run("restore/taken")
    yield* sql`CREATE OR REPLACE TEMP TABLE commit_gone (contact_id BIGINT)`
    yield* run("restore/remove_known")
    yield* insertEmails(sql, facts("email_schedules"))
    yield* sql`${statement("commit/left_out", { planned: "email_schedules", position: "id", stops })}`
    yield* run("restore/planned_again")
    yield* run("restore/runs")
    yield* sql`DELETE FROM runs`
    yield* sql`INSERT INTO runs SELECT * FROM restored_runs`
    yield* sql`${statement("restore/changes", { ...fragments, backup })}`
    yield* sql`${statement("restore/proposals", { ...fragments, backup })}`
    yield* sql`DELETE FROM proposals`
    yield* sql`INSERT INTO proposals SELECT * FROM restored_proposals`
    for (const [table, { key, changed = "" }] of Object.entries(BY_KEY)) {
      const names = { table: identifier(table), key: identifier(key), changed }
      yield* run("restore/add_new", { ...names, files: facts(table) })
    }
  })
