/** SQL fragments for lists of files and of columns. */
import { literal, statement } from "../database/statement.ts"
import type { InputFile } from "./input.ts"

/** A list of files for `read_parquet`, which would take `*`, `?` and `[` in a name as a pattern. */
export const fileList = (paths: ReadonlyArray<string>): string => `[${paths.map(filePattern).join(", ")}]`

/** What statements read of input files of the same columns; it has `file_index` and `file_row_number` besides. */
export const scanOf = (files: ReadonlyArray<InputFile>): string =>
  files[0]?.query ?? parquetScan(files.map(({ read }) => read))

export const parquetScan = (paths: ReadonlyArray<string>): string =>
  statement("source/from/parquet", { files: fileList(paths) }).trim()

/** A file for `read_csv`, with the same care. */
export const filePattern = (path: string): string => literal(path.replaceAll(/[*?[]/g, "[$&]"))

/** The `columns` of `read_csv`, all of them text. */
export const textColumns = (names: ReadonlyArray<string>): string =>
  `{${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}}`
