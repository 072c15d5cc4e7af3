/** SQL fragments for lists of files and of columns. */
import { literal } from "../database/statement.ts"

/** A list of files for `read_parquet`, which would take `*`, `?` and `[` in a name as a pattern. */
export const fileList = (paths: ReadonlyArray<string>): string => `[${paths.map(filePattern).join(", ")}]`

/** A file for `read_csv`, with the same care. */
export const filePattern = (path: string): string => literal(path.replaceAll(/[*?[]/g, "[$&]"))

/** The `columns` of `read_csv`, all of them text. */
export const textColumns = (names: ReadonlyArray<string>): string =>
  `{${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}}`
