/** Locks files, so that only one process at a time works on what a file stands for. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import { fileLiteral } from "./paths.ts"

/** One database of the process attaches all locked files. Opening a database for each would take ten times as long. */
let opened: Promise<DuckDBConnection> | undefined
let locked = 0

/**
 * Makes and locks a file, and returns what releases it. The operating system releases the lock when the process ends, so
 * a killed process leaves no lock behind. Rejects with an error of DuckDB if the file is locked or cannot be written.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  opened ??= DuckDBInstance.create(":memory:", { threads: "1" }).then((instance) => instance.connect())
  const connection = await opened
  const name = `lock_${++locked}`
  await connection.run(`ATTACH ${fileLiteral(path)} AS ${name}`)
  return async () => {
    await connection.run(`DETACH ${name}`)
  }
}
