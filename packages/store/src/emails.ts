/**
 * Inserts emails into a store. The table `emails` refers by number to the table `email_labels`, which has the
 * texts that many emails share. The view `email_schedules` shows both as one table. All emails are inserted
 * by this module. Later changes concern only the table `emails`.
 */

import type { DuckDbClient } from "@almanac/duckdb/client"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type { Fragment } from "effect/sql/Statement"
import { statement } from "./statement.ts"

/**
 * Inserts emails.
 * @param rows a query in parentheses, or a table, with the columns of `email_schedules`
 */
export const insertEmails = (sql: DuckDbClient, rows: string | Fragment): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    yield* sql`${statement("emails/label", { rows })}`
    yield* sql`${statement("emails/insert", { rows })}`
  })
