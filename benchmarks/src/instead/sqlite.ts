/** Fills and reads the SQLite database of the row-by-row script. */
import { closeSync, openSync, writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { literal } from "@almanac/duckdb/statement"
import { inDuckdb } from "../duckdb.ts"

const COLUMNS = ["id", "org_id", "email", "zip_code", "state", "birth_date", "effective_date"]

/** Makes a database of the contacts in a Parquet file, in the order of the file. */
export async function contactsInSqlite(file: string, parquet: string): Promise<void> {
  const contacts = await inDuckdb((query) =>
    query(
      `SELECT id::BIGINT::DOUBLE AS id, org_id::DOUBLE AS org_id, email, zip_code, state, birth_date::VARCHAR AS birth_date,
         effective_date::VARCHAR AS effective_date
       FROM read_parquet(${literal(parquet)}, file_row_number = true) ORDER BY file_row_number`,
    ),
  )
  const database = new DatabaseSync(file)
  database.exec(
    `CREATE TABLE contacts (id INTEGER, org_id INTEGER, email TEXT, zip_code TEXT, state TEXT, birth_date TEXT,
       effective_date TEXT)`,
  )
  const insert = database.prepare(`INSERT INTO contacts VALUES (${COLUMNS.map(() => "?")})`)
  database.exec("BEGIN")
  for (const contact of contacts)
    insert.run(...COLUMNS.map((name) => contact[name] as string | number | null))
  database.exec("COMMIT")
  database.close()
}

const BUFFERED_LINES = 10_000

/** Writes the rows that the script inserted to a CSV file without a header. */
export function schedulesToCsv(file: string, csv: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  const rows = database.prepare(
    `SELECT contact_id, email_type, scheduled_send_date, status, skip_reason, event_date, ideal_send_date
     FROM email_schedules`,
  )
  const out = openSync(csv, "w")
  let lines: Array<string> = []
  const flush = (): void => {
    writeSync(out, lines.join(""))
    lines = []
  }
  for (const row of rows.iterate()) {
    lines.push(
      `${Object.values(row)
        .map((value) => value ?? "")
        .join(",")}\n`,
    )
    if (lines.length === BUFFERED_LINES) flush()
  }
  flush()
  closeSync(out)
  database.close()
}
