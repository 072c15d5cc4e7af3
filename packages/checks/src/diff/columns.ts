/**
 * The columns of a finished run's files that a comparison reads, and the SQL fragments made from their names.
 */
import { literal } from "@almanac/duckdb/statement"
import { RUN_COLUMNS } from "@almanac/pipeline/write/columns"

/** All columns of `schedules` except the run id, which always differs. */
const { scheduler_run_id: _, ...compared } = RUN_COLUMNS.schedules
export const SCHEDULE_COLUMNS: Readonly<Record<string, string>> = compared

export const REJECT_COLUMNS: Readonly<Record<string, string>> = { contact_id: "VARCHAR" }

const NAMES = Object.keys(SCHEDULE_COLUMNS)

/**
 * SQL that tells whether the rows `a` and `b` differ in any column. If a row is missing,
 * the contact ids differ.
 */
export const differs = NAMES.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join("\n  OR ")

/**
 * SQL for a list with one entry per column: the name of the column if it differs between
 * the rows, otherwise null.
 */
export const changedFields = NAMES.map(
  (name) =>
    `CASE WHEN a.contact_id = b.contact_id AND a.${name} IS DISTINCT FROM b.${name} THEN ${literal(name)} END`,
).join(",\n    ")

/** SQL for the columns of an example's row, without the contact id. */
export const exampleColumns = (side: "a" | "b"): string =>
  NAMES.filter((name) => name !== "contact_id")
    .map((name) => `${name} := ${side}.${name}`)
    .join(", ")
