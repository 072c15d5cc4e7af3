/**
 * The floor: what DuckDB alone needs to read what a run reads and to write what it writes. Run as a child process of
 * its own:
 *
 *   node floor.ts EXPORT SCHEDULES FILE THREADS MEMORY_MB
 *
 * EXPORT is the directory of the input tables, SCHEDULES that of the rows a run produced, FILE where to write them again.
 */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { identifier, literal, statement } from "@almanac/duckdb/database/statement"
import { DuckDBInstance } from "@duckdb/node-api"

export interface FloorTimes {
  /** All columns of all input files. */
  readonly read_seconds: number
  /** The rows of the run, from its files to one file. */
  readonly copy_seconds: number
  readonly rows: number
}

/** What {@link FloorTimes} times, in words. */
export const FLOOR =
  "one DuckDB connection scans every column of every input file (max of each column), then COPYs the very rows " +
  "of the run from its Parquet files to one Parquet file, with the run's COPY statement, threads and memory limit"

const [input, schedules, file, threads, memoryMb] = process.argv.slice(2)

if (import.meta.main) {
  if (!input || !schedules || !file || !threads || !memoryMb) throw new Error("five arguments are needed")
  const times = await floor(input, schedules, file, threads, memoryMb)
  process.stdout.write(JSON.stringify(times))
}

async function floor(
  input: string,
  schedules: string,
  file: string,
  threads: string,
  memoryMb: string,
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
  const [written] = await rows(statement("run/write_schedules", { schedules: source, file: literal(file) }))
  const end = performance.now()
  return {
    read_seconds: (read - start) / 1000,
    copy_seconds: (end - read) / 1000,
    rows: Number(written?.Count),
  }
}
