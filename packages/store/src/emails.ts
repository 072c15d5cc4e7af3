/**
 * Inserts emails into a store. The table `emails` refers by number to the table `email_labels`, which has the
 * texts that many emails share. The view `email_schedules` shows both as one table. All emails are inserted
 * by this module. Later changes concern only the table `emails`.
 */

import type { Connection, Params, SqlError } from "@almanac/duckdb/database"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

/**
 * Inserts emails.
 * @param rows a query in parentheses, or a table, with the columns of `email_schedules`
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
