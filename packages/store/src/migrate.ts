/**
 * Brings a store's tables up to date. The missing migrations run in order in one transaction. The process can
 * be killed at any moment: DuckDB can replay the write-ahead log of a migration, and a checkpoint empties the
 * log afterwards.
 */
import { createHash } from "node:crypto"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement, text } from "./statement.ts"

/** The migrations by version, from 1. The result of a released migration must never change. */
const MIGRATIONS = [
  "001_schema",
  "002_undone_changes",
  "003_email_labels",
  "004_unread_values",
  "005_any_day",
  "006_organisations",
  "007_opt_outs_by_type",
  "008_holdouts",
  "009_texts",
  "010_proposals",
  "011_approval_of_publishing",
] as const

export const STORE_VERSION = MIGRATIONS.length

export const migrate = (
  sql: DuckDbClient,
  path: string,
  now: Date,
): Effect.Effect<void, Refusal | SqlError> =>
  Effect.gen(function* () {
    const tables = yield* tablesOf(sql)
    if (tables.length > 0 && !tables.some(({ table_name }) => table_name === "schema_migrations")) {
      return yield* refuse(`${path} is not an Almanac store`, "name another file for --db")
    }
    const version = tables.length === 0 ? 0 : yield* currentVersion(sql)
    if (version > STORE_VERSION) {
      return yield* refuse(
        `${path} was written by a newer version of Almanac (store version ${version}; this one knows ${STORE_VERSION})`,
        "use that version of Almanac or a later one",
      )
    }
    if (version === STORE_VERSION) return
    yield* sql.withTransaction(apply(sql, version, now))
    yield* sql`CHECKPOINT`
  })

/** Whether the file has no tables, because the process that was making the store died. */
export const isEmpty = (sql: DuckDbClient): Effect.Effect<boolean, SqlError> =>
  Effect.map(tablesOf(sql), ({ length }) => length === 0)

const tablesOf = (sql: DuckDbClient) =>
  rowsOf(Schema.Struct({ table_name: Schema.String }), sql`SELECT table_name FROM information_schema.tables`)

const currentVersion = (sql: DuckDbClient): Effect.Effect<number, SqlError> =>
  onlyValue(Schema.Number, sql`SELECT coalesce(max(version), 0) FROM schema_migrations`)

const apply = (sql: DuckDbClient, from: number, now: Date): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    yield* sql`${statement("store/create_migrations")}`
    for (const [at, name] of MIGRATIONS.slice(from).entries()) {
      const migration = text(`migration/${name}`)
      yield* sql.unsafe(migration)
      const sha256 = createHash("sha256").update(migration).digest("hex")
      yield* sql`INSERT INTO schema_migrations
        VALUES (${from + at + 1}, ${name}, ${sha256}, ${utcText(now)}::TIMESTAMP)`
    }
  })

/** A moment as the store writes it: UTC, without a zone. */
export function utcText(moment: Date): string {
  return moment.toISOString().slice(0, 23).replace("T", " ")
}
