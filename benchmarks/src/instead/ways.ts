/** The ways to work out the same emails: Almanac held to what the others do, a script row by row, and SQL alone. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { literal } from "@almanac/duckdb/database/statement"
import { type ChildResult, runChild } from "../child.ts"
import { inDuckdb } from "../duckdb.ts"
import { AS_OF } from "../export.ts"
import { MEMORY_LIMIT_MB, runJob } from "../job.ts"
import { contactsInSqlite, schedulesToCsv } from "./sqlite.ts"

const IN_SQL = fileURLToPath(new URL("in-sql.ts", import.meta.url))
const ROW_BY_ROW = fileURLToPath(new URL("row-by-row.ts", import.meta.url))

/** Columns that all of them give. */
const COLUMNS =
  "contact_id, email_type, scheduled_send_date, status, skip_reason, event_date, ideal_send_date"

/** What the others leave out: balancing, the frequency limit and post-window emails. */
const SUBSET_CONFIG = {
  load_balancing: { enabled: false },
  frequency: { enabled: false },
  email_types: { post_window: { enabled: false } },
}

export interface Way {
  readonly name: string
  /** Prepares what is not measured, and gives the measured part. */
  readonly prepare: () => Promise<() => Promise<ChildResult>>
  /** An SQL query of its rows, once it has run. */
  readonly rows: () => string
}

/** @param input an export; @param work a directory of their own */
export function waysOf(input: string, work: string, threads: number): ReadonlyArray<Way> {
  const contacts = join(input, "contacts.parquet")
  const parquet = (files: string): string => `SELECT ${COLUMNS} FROM read_parquet(${literal(files)})`
  const [subset, run] = [join(work, "contacts-only"), join(work, "subset-run")]
  const [config, sql] = [join(work, "subset.json"), join(work, "in-sql.parquet")]
  const [sqlite, csv] = [join(work, "row-by-row.sqlite"), join(work, "row-by-row.csv")]
  return [
    {
      name: "Almanac, only this",
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
  /** Rows that only one of the two has. */
  readonly differing: number
}

/** Compares all rows of a way with those of another. */
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
