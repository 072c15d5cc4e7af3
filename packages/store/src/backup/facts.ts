/**
 * What a store knows of what has happened: emails that have left the plan, opt-outs, clicks, answers, and its own records. A
 * restored backup takes it over, since the world is not restored with it.
 */
import { join } from "node:path"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { SqlError } from "@almanac/duckdb/database"
import { fileLiteral, parquetScan } from "@almanac/duckdb/paths"
import { identifier } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { insertEmails } from "../emails.ts"
import { statement } from "../statement.ts"
import type { Store } from "../store.ts"

/** All rows that are not in the backup. */
const WITHOUT_KEY = ["suppressions", "tracking_clicks", "contact_events"] as const

/** Rows whose key is not in the backup, and what becomes of them. */
const BY_KEY: Readonly<Record<string, { readonly key: string; readonly changed?: string }>> = {
  scheduler_checkpoints: { key: "run_id" },
  backup_history: { key: "file" },
  audit_trail: { key: "seq" },
  // Kept, but in force no more.
  config_versions: { key: "version", changed: "REPLACE (NULL AS valid_from, NULL AS valid_to)" },
}

const PLANNED = "status IN ('pre-scheduled', 'skipped')"

const TABLES = [
  "email_schedules",
  "runs",
  "store_state",
  "campaign_change_log",
  ...WITHOUT_KEY,
  ...Object.keys(BY_KEY),
]

type Facts = (table: string) => string

/** The facts in a directory, as files for statements. */
export const factsIn =
  (directory: string): Facts =>
  (table) =>
    parquetScan(join(directory, `${table}.parquet`))

/** Writes the facts of a store. */
export const writeFacts = ({ connection }: Store, directory: string): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    for (const table of TABLES) {
      const rows = table === "email_schedules" ? `NOT ${PLANNED}` : "true"
      const file = fileLiteral(join(directory, `${table}.parquet`))
      yield* connection.run(statement("restore/write_facts", { table: identifier(table), rows, file }))
    }
  })

/**
 * Brings facts into a restored backup. Refuses where it is not one of the store that they are of.
 * @param backup its name
 */
export const takeOver = (
  store: Store,
  facts: Facts,
  backup: string,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const { connection } = store
    const fragments = Object.fromEntries(TABLES.map((table) => [table, facts(table)]))
    const run = (name: string, more: Readonly<Record<string, string>> = {}) =>
      connection.run(statement(name, { ...fragments, ...more }))
    const [broken] = yield* connection.rows<{ n: bigint }>(statement("restore/broken_chain", fragments))
    if (broken?.n !== 0n) {
      return yield* refuse(
        "the backup is not of this store: its audit trail is another",
        "name a backup of this store, or give --discard-current",
      )
    }
    yield* run("restore/continue_ids")
    yield* run("restore/suppressed")
    for (const table of WITHOUT_KEY) {
      yield* run("restore/add_missing", { table: identifier(table), files: facts(table) })
    }
    yield* run("restore/taken")
    yield* connection.run("CREATE OR REPLACE TEMP TABLE commit_gone (contact_id BIGINT)")
    yield* run("restore/remove_known")
    yield* insertEmails(connection, facts("email_schedules"))
    yield* connection.run(statement("commit/left_out", { planned: "email_schedules", position: "id" }))
    yield* run("restore/planned_again")
    yield* run("restore/runs")
    yield* connection.run("DELETE FROM runs")
    yield* connection.run("INSERT INTO runs SELECT * FROM restored_runs")
    yield* connection.run(statement("restore/changes", fragments), { backup })
    for (const [table, { key, changed = "" }] of Object.entries(BY_KEY)) {
      const names = { table: identifier(table), key: identifier(key), changed }
      yield* run("restore/add_new", { ...names, files: facts(table) })
    }
  })
