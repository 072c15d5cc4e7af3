/** Refuses values that cannot be read where a wrong one would change what thousands of contacts get. */
import { refuse } from "@almanac/core/domain/refusal"
import * as Effect from "effect/Effect"
import type { Connection } from "../database/database.ts"
import { identifier, statement } from "../database/statement.ts"
import { fileList } from "./fragments.ts"
import type { InputFile } from "./input.ts"
import { type Kind, valueIn } from "./kinds.ts"
import type { Table } from "./tables.ts"

const NEEDS: Readonly<Record<Kind, string>> = {
  id: "a 64-bit integer",
  written_id: "a 64-bit integer",
  integer: "an integer",
  text: "text",
  date: "a date like 2026-01-31",
  instant: "a time like 2026-01-31T08:30:00Z",
  moment: "a time like 2026-01-31T08:30:00Z",
  boolean: "true or false",
  json: "JSON text",
}

/** Names the first row of `file` that lacks a required value or holds one that cannot be read. */
export const checkValues = Effect.fnUntraced(function* (
  connection: Connection,
  file: InputFile,
  table: Table,
) {
  for (const [column, type] of file.columns) {
    const kind = table.columns[column]!
    const quoted = identifier(column)
    const fragments = { files: fileList([file.parquet]), column: quoted, value: valueIn(kind, type, quoted) }
    if (table.required.includes(column)) {
      const [missing] = yield* connection.rows<{ row: bigint }>(statement("source/first_missing", fragments))
      if (missing !== undefined) {
        return yield* refuse(
          `${file.path}, row ${missing.row} has no ${column}`,
          "fill it in, or remove the row",
        )
      }
    }
    const [unreadable] = yield* connection.rows<{ row: bigint }>(
      statement("source/first_unreadable", fragments),
    )
    if (unreadable !== undefined) {
      const what = `${file.path}, row ${unreadable.row}, ${column} cannot be read`
      return yield* refuse(what, `write ${NEEDS[kind]}`)
    }
  }
})
