/** The names in the directory of a run. */
import { join } from "node:path"
import { partialName } from "@almanac/files/complete-file"

export const MANIFEST = "manifest.json"
export const REPORT = "report.html"
export const SNAPSHOT = "snapshot"
/** Scratch directory of an unfinished run. */
export const WORK = ".work"
export const LOCK = ".lock"
export const TABLES = ["schedules", "rejects", "warnings"]
/** Files and directories that an unfinished run may have left. A new run removes them. */
export const OWN = [
  ...TABLES,
  "plan",
  SNAPSHOT,
  WORK,
  LOCK,
  `${LOCK}.wal`,
  REPORT,
  partialName(REPORT),
  partialName(MANIFEST),
]
/**
 * Names of the files of the tables, complete or not. While DuckDB writes a file, its name
 * may begin with `tmp_`.
 */
export const PART_FILE = /^(tmp_)?part-\d+\.parquet(\.partial)?$/

/** Path of the file of a part's schedules, in the directory `schedules`. */
export function schedulesFile(schedules: string, part: number): string {
  return join(schedules, `part-${String(part).padStart(5, "0")}.parquet`)
}
