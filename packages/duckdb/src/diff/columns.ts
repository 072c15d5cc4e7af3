/** The columns of a finished run's files that a comparison reads, and the SQL made from their names. */
import { literal } from "../database/statement.ts"
import { RUN_COLUMNS } from "../run/columns.ts"

/** All of `schedules` but the run id, which always differs. */
const { scheduler_run_id: _, ...compared } = RUN_COLUMNS.schedules
export const SCHEDULE_COLUMNS: Readonly<Record<string, string>> = compared

export const REJECT_COLUMNS: Readonly<Record<string, string>> = { contact_id: "VARCHAR" }

const NAMES = Object.keys(SCHEDULE_COLUMNS)

/** Whether any column of the rows `a` and `b` differs. A row that is missing differs in its contact. */
export const differs = NAMES.map((name) => `a.${name} IS DISTINCT FROM b.${name}`).join("\n  OR ")

/** The names of the columns in which two rows differ, null for the others. */
export const changedFields = NAMES.map(
  (name) =>
    `CASE WHEN a.contact_id = b.contact_id AND a.${name} IS DISTINCT FROM b.${name} THEN ${literal(name)} END`,
).join(",\n    ")

/** The columns of an example beside those that say what the row is about. */
export const exampleColumns = (side: "a" | "b"): string =>
  NAMES.filter((name) => name !== "contact_id")
    .map((name) => `${name} := ${side}.${name}`)
    .join(", ")
