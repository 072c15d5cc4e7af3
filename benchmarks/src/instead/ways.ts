/**
 * Ways to compute the same emails: Almanac limited to what the others do, SQL alone, and a row-by-row script.
 */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { literal } from "@almanac/duckdb/statement"
import { type ChildResult, runChild } from "../child.ts"
import { inDuckdb } from "../duckdb.ts"
import { AS_OF } from "../export.ts"
import { MEMORY_LIMIT_MB, runJob } from "../job.ts"
import { contactsInSqlite, schedulesToCsv } from "./sqlite.ts"

const IN_SQL = fileURLToPath(new URL("in-sql.ts", import.meta.url))
const ROW_BY_ROW = fileURLToPath(new URL("row-by-row.ts", import.meta.url))

/** The columns that all ways produce. */
const COLUMNS =
  "contact_id, email_type, scheduled_send_date, status, skip_reason, event_date, ideal_send_date"

/** Turns off what the others leave out: balancing, the frequency limit and post-window emails. */
const SUBSET_CONFIG = {
  load_balancing: { enabled: false },
  frequency: { enabled: false },
  email_types: { post_window: { enabled: false } },
}

export interface Way {
  readonly name: string
  /** Does the preparation that is not measured, and returns the part to measure. */
  readonly prepare: () => Promise<() => Promise<ChildResult>>
  /** An SQL query for its rows. Call it after the measured part has run. */
  readonly rows: () => string
}

/**
 * @param input an export
 * @param work a directory for the files of the ways
 */
export function waysOf(input: string, work: string, threads: number): ReadonlyArray<Way> {
  const contacts = join(input, "contacts.parquet")
  const parquet = (files: string): string => `SELECT ${COLUMNS} FROM read_parquet(${literal(files)})`
  const [subset, run] = [join(work, "contacts-only"), join(work, "subset-run")]
  const [config, sql] = [join(work, "subset.json"), join(work, "in-sql.parquet")]
  const [sqlite, csv] = [join(work, "row-by-row.sqlite"), join(work, "row-by-row.csv")]
  return [
    {
      name: "Almanac, these emails only",
      prepare: async () => {
        mkdirSync(subset)
        copyFileSync(contacts, join(subset, "contacts.parquet"))
        writeFileSync(config, JSON.stringify(SUBSET_CONFIG))
        return () => runJob({ input: subset, out: run, threads, config })
      },
      rows: () => parquet(join(run, "schedules", "*.parquet")),
    },
    {
      name: "SQL alone (DuckDB)",
      prepare: async () => () =>
        runChild(IN_SQL, [contacts, sql, AS_OF, String(threads), String(MEMORY_LIMIT_MB)]),
      rows: () => parquet(sql),
    },
    {
      name: "row by row (SQLite)",
      prepare: async () => {
        rmSync(sqlite, { force: true })
        await contactsInSqlite(sqlite, contacts)
        return () => runChild(ROW_BY_ROW, [sqlite, AS_OF])
      },
      rows: () => {
        schedulesToCsv(sqlite, csv)
        return `SELECT * FROM read_csv(${literal(csv)}, header = false, columns = {
          contact_id: 'BIGINT', email_type: 'VARCHAR', scheduled_send_date: 'DATE', status: 'VARCHAR',
          skip_reason: 'VARCHAR', event_date: 'DATE', ideal_send_date: 'DATE' })`
      },
    },
  ]
}

export interface Agreement {
  readonly rows: number
  /** Number of rows that only one of the two has. */
  readonly differing: number
}

/** Compares all rows of one way with those of another. */
export const agreement = (way: Way, other: Way): Promise<Agreement> =>
  inDuckdb(async (query) => {
    const [mine, others] = [way.rows(), other.rows()]
    const [counted] = await query(
      `SELECT (SELECT count(*) FROM (${mine}))::DOUBLE AS rows,
         ((SELECT count(*) FROM ((${mine}) EXCEPT ALL (${others})))
           + (SELECT count(*) FROM ((${others}) EXCEPT ALL (${mine}))))::DOUBLE AS differing`,
    )
    return { rows: Number(counted?.rows), differing: Number(counted?.differing) }
  })
