/** SQL fragments of input files and of columns. */
import { parquetScan } from "@almanac/duckdb/paths"
import { identifier, literal } from "@almanac/duckdb/statement"
import type { InputFile } from "./input.ts"
import { read } from "./kinds.ts"

/** What statements read of input files of the same columns; it has `file_index` and `file_row_number` besides. */
export const scanOf = (files: ReadonlyArray<InputFile>): string =>
  files[0]?.query ?? parquetScan(...files.map(({ read }) => read))

/** A column of {@link scanOf} these files: their own, or what the directories that they are in give. */
export function columnOf(files: ReadonlyArray<InputFile>, column: string): string {
  if (files[0]?.given.has(column) !== true) return identifier(column)
  const values = files.map(({ given }) => given.get(column) ?? null)
  return read("of_file", {
    values: `[${values.map((value) => (value === null ? "NULL" : literal(value))).join(", ")}]`,
  })
}

/** The `columns` of `read_csv`, all of them text. */
export const textColumns = (names: ReadonlyArray<string>): string =>
  `{${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}}`
