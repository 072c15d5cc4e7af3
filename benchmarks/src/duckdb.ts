/** DuckDB to prepare inputs and to compare rows. Nothing here is measured. */
import { DuckDBInstance } from "@duckdb/node-api"

export type Query = (sql: string) => Promise<ReadonlyArray<Record<string, unknown>>>

/** Calls `use` with queries on a database file, or on a database in memory, and closes it afterwards. */
export async function inDuckdb<A>(use: (query: Query) => Promise<A>, file = ":memory:"): Promise<A> {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  try {
    return await use(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS())
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
