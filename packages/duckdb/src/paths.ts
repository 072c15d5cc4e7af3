/**
 * How statements name files. DuckDB reads more in a path than where a file is: patterns (`*`, `?`, `[1]`), columns (`x=1`), the
 * home directory (`~`), protocols (`s3:`). Every path of a statement goes through here, and none of it is read so.
 */
import { isAbsolute, sep } from "node:path"
import { literal } from "./statement.ts"

/** As the system follows it; an absolute path has neither a protocol nor `~` in front. */
export const absolute = (path: string): string => (isAbsolute(path) ? path : `${process.cwd()}${sep}${path}`)

/** A file to write, or a database to attach. */
export const fileLiteral = (path: string): string => literal(absolute(path))

/**
 * A file to read. What looks like a pattern stands in brackets, which match it alone. A pattern never matches a backslash;
 * a name that holds one is found as it is.
 */
export function filePattern(path: string): string {
  const file = absolute(path)
  return literal(file.includes("\\") ? file : file.replaceAll(/[*?[]/g, "[$&]"))
}

/** A list of files to read. */
export const fileList = (paths: ReadonlyArray<string>): string => `[${paths.map(filePattern).join(", ")}]`

/** The rows of Parquet files of the same columns. */
export const parquetScan = (...paths: ReadonlyArray<string>): string =>
  `read_parquet(${fileList(paths)}, hive_partitioning = false, union_by_name = false)`

export const QUESTION_MARK = "has a question mark in its path"

/** DuckDB takes what comes after a question mark for settings, and would put the log of a database before it. */
export const canHoldDatabase = (path: string): boolean => !absolute(path).includes("?")

/** A database to open. */
export function databaseFile(path: string): string {
  if (!canHoldDatabase(path)) throw new Error(`${path} ${QUESTION_MARK}`)
  return absolute(path)
}
