/**
 * Emails as a store keeps them: `emails` refers by number to `email_labels`, which has the texts that many of them share; the
 * view `email_schedules` shows both as one table. Rows come in through here; what changes later is all in `emails`.
 */

import type { Connection, Params, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

/**
 * Inserts emails.
 * @param rows a query in parentheses, or a table, with columns of `email_schedules`
 */
export const insertEmails = (
  connection: Connection,
  rows: string,
  params: Params = {},
): Effect.Effect<void, SqlError> =>
  Effect.andThen(
    connection.run(statement("emails/label", { rows }), params),
    connection.run(statement("emails/insert", { rows }), params),
  )
