/** The names and DuckDB types of the columns of a run's Parquet files. */
import { OUTPUT_TABLES, type OutputKind, type OutputTable } from "@almanac/core/tables/output"

const TYPES = {
  id: "BIGINT",
  integer: "INTEGER",
  text: "VARCHAR",
  date: "DATE",
  time: "VARCHAR",
  instant: "TIMESTAMP",
} as const satisfies Record<OutputKind, string>

type RunColumns = {
  readonly [T in keyof typeof OUTPUT_TABLES]: Readonly<Record<keyof (typeof OUTPUT_TABLES)[T], string>>
}

export const RUN_COLUMNS = Object.fromEntries(
  Object.entries<OutputTable>(OUTPUT_TABLES).map(([table, columns]) => [
    table,
    Object.fromEntries(Object.entries(columns).map(([name, { kind }]) => [name, TYPES[kind]])),
  ]),
) as RunColumns

const definitions = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(", ")

/** The columns of the tables of rejects and warnings, for `CREATE TABLE`. */
export const COLUMN_DEFINITIONS = {
  rejects: definitions(RUN_COLUMNS.rejects),
  warnings: definitions(RUN_COLUMNS.warnings),
}

/** The columns of `schedules` that runs of earlier versions lack. They are null there. */
export const LATER_COLUMNS: ReadonlySet<string> = new Set<keyof (typeof RUN_COLUMNS)["schedules"]>([
  "time_zone",
  "sms_send_at",
  "sms_skip_reason",
])

/** SQL that reads the rows of `schedules` of any version. @param scan SQL that reads the files */
export const scheduleRows = (scan: string): string =>
  `(SELECT ${Object.entries(RUN_COLUMNS.schedules)
    .map(([name, type]) => `NULL::${type} AS ${name}`)
    .join(", ")} WHERE false UNION ALL BY NAME FROM ${scan})`
