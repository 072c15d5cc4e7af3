/** Records which values of a file could not be read, so that every later run on the store warns of them. */

import type { TableName } from "@almanac/core/tables/input"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { identifier, literal } from "@almanac/duckdb/statement"
import { UNREAD_KEYS } from "@almanac/pipeline/inputs/store-copy"
import { TABLES } from "@almanac/pipeline/inputs/tables"
import * as Effect from "effect/Effect"
import { statement } from "../statement.ts"

/** @param unreadable the number of values, by column of the files, that could not be read */
export const noteUnread = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  table: TableName,
  unreadable: Readonly<Record<string, number>>,
) {
  const key = UNREAD_KEYS[table]
  if (key === undefined) return
  const fragments = {
    name: literal(table),
    source: `source_${table}`,
    row: identifier(key.row),
    contact: identifier(key.contact),
  }
  yield* sql`${statement("transfer/forget_unread", fragments)}`
  const warned = TABLES[table].view.filter(({ as, of }) => as === "unread" && (unreadable[of] ?? 0) > 0)
  if (warned.length === 0) return
  const unread = warned.map(({ of }) => {
    const [column, text] = [identifier(of), identifier(`${of}_text`)]
    return `CASE WHEN ${column} IS NULL AND trim(${text}) <> '' THEN ${literal(of)} END`
  })
  yield* sql`${statement("transfer/note_unread", { ...fragments, unread: unread.join(", ") })}`
})
