/**
 * Refuses values that cannot be read in strict tables. A wrong value in such a table would change the emails
 * of thousands of contacts.
 */
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { columnOf, scanOf } from "./fragments.ts"
import type { InputFile } from "./input.ts"
import { type Kind, valueIn } from "./kinds.ts"
import { statement, text } from "./statement.ts"
import type { Table } from "./tables.ts"

/** How a value of each kind must be written, for messages. */
export const NEEDS: Readonly<Record<Kind, string>> = {
  id: "a 64-bit integer",
  written_id: "a 64-bit integer",
  integer: "an integer",
  decimal: "a number like 0.07",
  text: "text",
  phone: "a telephone number like 860-555-0123",
  date: "a date like 2026-01-31, of the years 1900 to 2999",
  end_date: "a date like 2026-01-31, or leave it empty for no end",
  instant: "a time like 2026-01-31T08:30:00Z",
  moment: "a time like 2026-01-31T08:30:00Z",
  boolean: "true or false",
  json: "JSON text",
  given: "a value",
}

interface Check {
  /** SQL of the number of the first row that fails the check. */
  readonly failing: string
  readonly refusal: (row: bigint) => Refusal
}

function checksOf(file: InputFile, table: Table): ReadonlyArray<Check> {
  return [...file.columns].flatMap(([column, type]) => {
    const kind = table.columns[column]
    const given = columnOf([file], column)
    const fragments = { column: given, value: valueIn(kind, type, given) }
    const missing: Check = {
      failing: text("check/missing", fragments),
      refusal: (row) => refuse(`${file.path}, row ${row} has no ${column}`, "fill it in, or remove the row"),
    }
    const unreadable: Check = {
      failing: text("check/unreadable", fragments),
      refusal: (row) => refuse(`${file.path}, row ${row}, ${column} cannot be read`, `write ${NEEDS[kind]}`),
    }
    return table.required.includes(column) ? [missing, unreadable] : [unreadable]
  })
}

/**
 * Refuses a file with a required value that is missing, or with a value that cannot be read. The refusal
 * names the first such row of the first such column.
 */
export const checkValues = Effect.fnUntraced(function* (sql: DuckDbClient, file: InputFile, table: Table) {
  const checks = checksOf(file, table)
  const failing = yield* rowsOf(
    Schema.Struct({ row: Schema.NullOr(Schema.BigInt) }),
    sql`${statement("inputs/first_failing", {
      input: scanOf([file]),
      checks: checks.map(({ failing }) => failing).join(", "),
    })}`,
  )
  for (const [at, { row }] of failing.entries()) {
    if (row !== null) return yield* checks[at].refusal(row)
  }
})
