import { query } from "@almanac/pipeline/run/fixture"

/** The rows of a query on a store. */
export async function storeRows(db: string, sql: string): ReturnType<typeof query> {
  await query(`ATTACH '${db}' AS store (READ_ONLY)`)
  try {
    return await query(`USE store; ${sql}`)
  } finally {
    await query("DETACH store")
  }
}
