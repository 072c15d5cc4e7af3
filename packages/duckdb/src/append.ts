/** Inserts rows without SQL text, which would take much more memory than the rows. */
import type { DuckDBAppender } from "@duckdb/node-api"
import type * as Effect from "effect/Effect"
import { attempt, type DuckDbClient } from "./client.ts"
import type { SqlError } from "./sql-error.ts"

/** @param put appends the values of a row in the order of the columns */
export const appendRows = <A>(
  { native }: DuckDbClient,
  table: string,
  rows: ReadonlyArray<A>,
  put: (appender: DuckDBAppender, row: A) => void,
): Effect.Effect<void, SqlError> =>
  attempt(native, `append to ${table}`, async () => {
    if (rows.length === 0) return
    const appender = await native.createAppender(table)
    for (const row of rows) {
      put(appender, row)
      appender.endRow()
    }
    appender.closeSync()
  })

export function appendText(appender: DuckDBAppender, text: string | null): void {
  if (text === null) appender.appendNull()
  else appender.appendVarchar(text)
}
