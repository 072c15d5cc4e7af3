/** Keeps on record which values of a file could not be read, so that every later run on the store warns of them. */
import * as Effect from "effect/Effect"
import type { Connection } from "../../database/database.ts"
import { identifier, literal, statement } from "../../database/statement.ts"
import { UNREAD_KEYS } from "../../source/store-copy.ts"
import { TABLES, type TableName } from "../../source/tables.ts"

/** @param unreadable how many values of each column of the files could not be read */
export const noteUnread = Effect.fnUntraced(function* (
  connection: Connection,
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
  yield* connection.run(statement("store/transfer/forget_unread", fragments))
  const warned = TABLES[table].view.filter(({ as, of }) => as === "unread" && (unreadable[of] ?? 0) > 0)
  if (warned.length === 0) return
  const unread = warned.map(({ of }) => {
    const [column, text] = [identifier(of), identifier(`${of}_text`)]
    return `CASE WHEN ${column} IS NULL AND trim(${text}) <> '' THEN ${literal(of)} END`
  })
  yield* connection.run(statement("store/transfer/note_unread", { ...fragments, unread: unread.join(", ") }))
})
