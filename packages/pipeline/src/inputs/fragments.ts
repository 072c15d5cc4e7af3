/** SQL fragments that read input files and their columns. */
import { parquetScan } from "@almanac/duckdb/paths"
import { identifier, literal } from "@almanac/duckdb/statement"
import type { InputFile } from "./input.ts"
import { read } from "./kinds.ts"
import { text } from "./statement.ts"

/**
 * The SQL that reads input files with the same columns. It also has the columns `file_index` and
 * `file_row_number`.
 */
export function scanOf(files: ReadonlyArray<InputFile>): string {
  const { query, range } = files[0] ?? {}
  if (query !== undefined) return query
  const all = parquetScan(...files.map(({ read }) => read))
  if (range === undefined) return all
  return text("from/range", { all, from: String(range.from), until: String(range.until) })
}

/**
 * The SQL of a column of {@link scanOf}: the column of the files, or the values that the files' directories
 * give.
 */
export function columnOf(files: ReadonlyArray<InputFile>, column: string): string {
  if (files[0]?.given.has(column) !== true) return identifier(column)
  const values = files.map(({ given }) => given.get(column) ?? null)
  return read("of_file", {
    values: `[${values.map((value) => (value === null ? "NULL" : literal(value))).join(", ")}]`,
  })
}

/** The `columns` argument of `read_csv`, in which all columns are text. */
export const textColumns = (names: ReadonlyArray<string>): string =>
  `{${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}}`
