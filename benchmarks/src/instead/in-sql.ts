/**
 * Schedules the emails with SQL alone, in DuckDB. Runs as a process of its own:
 *
 *   node in-sql.ts CONTACTS FILE YYYY-MM-DD THREADS MEMORY_MB
 *
 * CONTACTS is the Parquet file of the contacts. FILE is the file to which the rows are written.
 */
import { readFileSync } from "node:fs"
import { EMAIL_LOCAL_MAX_LENGTH, EMAIL_MAX_LENGTH, EMAIL_PATTERN } from "@almanac/core/intake/email"
import { ZIP_PATTERN, ZIP3_STATES, ZIP5_EXCEPTIONS } from "@almanac/core/law/zip"
import { literal } from "@almanac/duckdb/statement"
import { DuckDBInstance } from "@duckdb/node-api"

async function main(
  contacts: string,
  file: string,
  asOf: string,
  threads: string,
  memoryMb: string,
): Promise<void> {
  const fragments: Readonly<Record<string, string>> = {
    today: `DATE ${literal(asOf)}`,
    contacts: literal(contacts),
    email_pattern: literal(EMAIL_PATTERN),
    email_max: String(EMAIL_MAX_LENGTH),
    email_local_max: String(EMAIL_LOCAL_MAX_LENGTH),
    zip_pattern: literal(ZIP_PATTERN),
  }
  const read = (name: string): string =>
    readFileSync(new URL(name, import.meta.url), "utf8").replaceAll(
      /\{\{(\w+)\}\}/g,
      (_, key: string) => fragments[key] ?? "",
    )
  const instance = await DuckDBInstance.create(":memory:", { threads, memory_limit: `${memoryMb}MB` })
  const connection = await instance.connect()
  const zip3 = ZIP3_STATES.flatMap((state, zip) =>
    state === null ? [] : [`(${literal(String(zip).padStart(3, "0"))}, ${literal(state)})`],
  )
  const zip5 = Object.entries(ZIP5_EXCEPTIONS).map(([zip, state]) => `(${literal(zip)}, ${literal(state)})`)
  await connection.run(`CREATE TABLE zip3 AS FROM (VALUES ${zip3}) known(zip, state)`)
  await connection.run(`CREATE TABLE zip5 AS FROM (VALUES ${zip5}) known(zip, state)`)
  await connection.run(read("macros.sql"))
  await connection.run(
    `COPY (${read("schedule.sql")}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
  )
}

const [contacts, file, asOf, threads, memoryMb] = process.argv.slice(2)
if (!contacts || !file || !asOf || !threads || !memoryMb) throw new Error("five arguments are needed")
await main(contacts, file, asOf, threads, memoryMb)
