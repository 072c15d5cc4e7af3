/**
 * The floor: the time that DuckDB alone needs to read the inputs of a run and to write its rows. Runs as a
 * process of its own:
 *
 *   node floor.ts EXPORT SCHEDULES FILE THREADS MEMORY_MB [STORE]
 *
 * EXPORT is the directory of the input tables. SCHEDULES is the directory of the rows that a run produced.
 * FILE is the file into which they are written again. STORE is a new database, in which a table of them is
 * created.
 */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { identifier, literal } from "@almanac/duckdb/statement"
import { text } from "@almanac/pipeline/statement"
import { DuckDBInstance } from "@duckdb/node-api"

export interface FloorTimes {
  /** Time to read all columns of all input files. */
  readonly read_seconds: number
  /** Time to copy the rows of the run from its files to one file. */
  readonly copy_seconds: number
  /** Time to copy the rows of the run from its files to a table of a database; 0 without a database. */
  readonly insert_seconds: number
  readonly rows: number
}

/** What {@link FloorTimes} measures, in words. */
export const FLOOR =
  "one DuckDB connection scans every column of every input file (max of each column), then copies the rows " +
  "of the run from its Parquet files to one Parquet file, with the run's COPY statement, threads and memory limit"

/** The same for a run on the store. */
export const STORE_FLOOR =
  `${FLOOR}, then creates a table of them in a new database file, without ids and constraints, and checkpoints it; ` +
  "the backup is not included"

const [input, schedules, file, threads, memoryMb, store] = process.argv.slice(2)

if (import.meta.main) {
  if (!input || !schedules || !file || !threads || !memoryMb) throw new Error("five arguments are needed")
  const times = await floor(input, schedules, file, threads, memoryMb, store)
  process.stdout.write(JSON.stringify(times))
}

async function floor(
  input: string,
  schedules: string,
  file: string,
  threads: string,
  memoryMb: string,
  store: string | undefined,
): Promise<FloorTimes> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads,
    memory_limit: `${memoryMb}MB`,
    temp_directory: `${file}.spill`,
  })
  const connection = await instance.connect()
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects()
  const start = performance.now()
  for (const name of readdirSync(input).filter((name) => name.endsWith(".parquet"))) {
    const table = `read_parquet(${literal(join(input, name))})`
    const columns = await rows(`DESCRIBE SELECT * FROM ${table}`)
    await rows(
      `SELECT ${columns.map(({ column_name }) => `max(${identifier(String(column_name))})`)} FROM ${table}`,
    )
  }
  const read = performance.now()
  const source = `SELECT * FROM read_parquet(${literal(join(schedules, "*.parquet"))})`
  const [written] = await rows(text("write/schedules_file", { schedules: source, file: literal(file) }))
  const copied = performance.now()
  if (store !== undefined) {
    await connection.run(`ATTACH ${literal(store)} AS store (STORAGE_VERSION 'latest')`)
    await connection.run(`CREATE TABLE store.email_schedules AS ${source}`)
    await connection.run("DETACH store")
  }
  const inserted = performance.now()
  return {
    read_seconds: (read - start) / 1000,
    copy_seconds: (copied - read) / 1000,
    insert_seconds: (inserted - copied) / 1000,
    rows: Number(written?.Count),
  }
}
