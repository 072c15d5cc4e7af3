/** DuckDB for preparing inputs and comparing rows; nothing is measured here. */
import { DuckDBInstance } from "@duckdb/node-api"

export type Query = (sql: string) => Promise<ReadonlyArray<Record<string, unknown>>>

/** Gives queries on a database, in memory where there is no file, that is closed afterwards. */
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
