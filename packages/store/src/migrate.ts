/**
 * Brings a store's tables up to date. The missing migrations run in order in one transaction. The process can
 * be killed at any moment: DuckDB can replay the write-ahead log of a migration, and a checkpoint empties the
 * log afterwards.
 */
import { createHash } from "node:crypto"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"
import { transaction } from "./store.ts"

/** The migrations by version, from 1. The result of a released migration must never change. */
const MIGRATIONS = ["001_schema", "002_undone_changes", "003_email_labels", "004_unread_values"] as const

export const STORE_VERSION = MIGRATIONS.length

export const migrate = (
  connection: Connection,
  path: string,
  now: Date,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const tables = yield* tablesOf(connection)
    if (tables.length > 0 && !tables.some(({ table_name }) => table_name === "schema_migrations")) {
      return yield* refuse(`${path} is not an Almanac store`, "name another file for --db")
    }
    const version = tables.length === 0 ? 0 : yield* currentVersion(connection)
    if (version > STORE_VERSION) {
      return yield* refuse(
        `${path} was written by a newer version of Almanac (store version ${version}; this one knows ${STORE_VERSION})`,
        "use that version of Almanac or a later one",
      )
    }
    if (version === STORE_VERSION) return
    yield* transaction(connection, apply(connection, version, now))
    yield* connection.run("CHECKPOINT")
  })

/** Whether the file has no tables, because the process that was making the store died. */
export const isEmpty = (connection: Connection): Effect.Effect<boolean, SqlError> =>
  Effect.map(tablesOf(connection), ({ length }) => length === 0)

const tablesOf = (
  connection: Connection,
): Effect.Effect<ReadonlyArray<{ readonly table_name: string }>, SqlError> =>
  connection.rows("SELECT table_name FROM information_schema.tables")

const currentVersion = (connection: Connection): Effect.Effect<number, SqlError> =>
  Effect.map(
    connection.rows<{ version: number }>(
      "SELECT coalesce(max(version), 0) AS version FROM schema_migrations",
    ),
    ([row]) => row?.version ?? 0,
  )

const apply = (connection: Connection, from: number, now: Date): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    yield* connection.run(statement("store/create_migrations"))
    for (const [at, name] of MIGRATIONS.slice(from).entries()) {
      const sql = statement(`migration/${name}`)
      yield* connection.run(sql)
      yield* connection.run(
        "INSERT INTO schema_migrations VALUES ($version, $name, $sha256, $now::TIMESTAMP)",
        {
          version: from + at + 1,
          name,
          sha256: createHash("sha256").update(sql).digest("hex"),
          now: utcText(now),
        },
      )
    }
  })

/** A moment as the store writes it: UTC, without a zone. */
export function utcText(moment: Date): string {
  return moment.toISOString().slice(0, 23).replace("T", " ")
}
