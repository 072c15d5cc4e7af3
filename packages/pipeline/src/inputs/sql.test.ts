import { fileList, filePattern, parquetScan } from "@almanac/duckdb/paths"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { inDirectory } from "./fixture.ts"
import { textColumns } from "./fragments.ts"
import { read } from "./kinds.ts"
import { sectionsOf, text } from "./statement.ts"

const FILES = {
  "numbers.parquet": "SELECT 1 AS number",
  "numbers.csv": "number\n1\n",
}

/** The column types that each expression of `sql/read.sql` must accept. */
const READS: Readonly<Record<string, ReadonlyArray<string>>> = {
  absent: ["VARCHAR"],
  boolean_from_integer: ["TINYINT", "UBIGINT"],
  boolean_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  cast: ["BIGINT", "UTINYINT", "VARCHAR"],
  as_given: ["VARCHAR", "INTEGER[]", "INTERVAL"],
  between: ["DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMPTZ"],
  cast_or_null: ["HUGEINT", "UBIGINT", "DECIMAL(38,0)"],
  central_from_instant: ["TIMESTAMPTZ"],
  central_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  date_from_instant: ["TIMESTAMPTZ"],
  date_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  from: ["DATE", "TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMPTZ"],
  integer_from_float: ["FLOAT", "DOUBLE"],
  digits_from_float: ["FLOAT", "DOUBLE"],
  decimal_from_float: ["FLOAT", "DOUBLE"],
  decimal_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  integer_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  integer_from_written_text: ["VARCHAR", "JSON", "ENUM('a')"],
  json_from_nested: ["STRUCT(a INTEGER)", "MAP(VARCHAR, INTEGER)", "INTEGER[]", "INTEGER[2]"],
  moment_from_text: ["VARCHAR", "JSON", "ENUM('a')"],
  moment_from_wall_clock: ["DATE", "TIMESTAMP"],
  of_file: ["BIGINT"],
  row_number: ["BIGINT"],
  unread: ["VARCHAR"],
  unread_typed: ["DATE", "DOUBLE"],
}

const cases = sectionsOf("read").flatMap((name) =>
  (READS[name] ?? ["no case"]).map((type) => [name, type] as const),
)

test.each(cases)("read/%s binds to %s", async (name, type) => {
  const expression = read(name, {
    column: "given",
    type: "INTEGER",
    first_rows: "[1, 2]",
    value: name === "between" || name === "from" ? "DATE '2026-01-31'" : "TRY_CAST(given AS INTEGER)",
    values: "['CA', NULL]",
    given: type,
    first: "'1900-01-01'",
    after: "'3000-01-01'",
    exact: "16777216",
    years: "2\\d{3}",
    text: "given::VARCHAR",
    blank: "' *'",
  })
  const from = `(SELECT CAST(NULL AS ${type}) AS given, CAST(0 AS UBIGINT) AS file_index, 0 AS file_row_number)`
  const rows = await inDirectory(
    {},
    (sql) => sql`EXPLAIN SELECT ${sql.literal(expression)} FROM ${sql.literal(from)}`,
  )
  expect(rows).toHaveLength(1)
})

test.each(sectionsOf("inputs"))("%s binds", async (name) => {
  const rows = await inDirectory(FILES, (sql, directory) =>
    Effect.gen(function* () {
      const query = text(`inputs/${name}`, {
        name: "shown",
        body: "SELECT 1 AS number",
        checks: "min(number)",
        known: "number",
        columns: name === "convert_csv" ? textColumns(["number"]) : "1 AS number",
        files: fileList([`${directory}/numbers.parquet`]),
        input: parquetScan(`${directory}/numbers.parquet`),
        file: filePattern(`${directory}/numbers.csv`),
        parquet: literal(`${directory}/converted.parquet`),
        column: "number",
        value: "number",
      })
      return yield* sql.unsafe(query.startsWith("DESCRIBE") ? query : `EXPLAIN ${query}`)
    }),
  )
  expect(rows).toHaveLength(1)
})
