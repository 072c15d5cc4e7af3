/** Contacts of a finished run for which something is measured. */
import { join } from "node:path"
import { literal } from "@almanac/duckdb/statement"
import { inDuckdb } from "./duckdb.ts"

/** Ids of `count` different contacts for which the run has rows; the same ones each time. */
export const someContacts = (run: string, count: number): Promise<ReadonlyArray<unknown>> =>
  inDuckdb(async (query) => {
    const files = literal(join(run, "schedules", "*.parquet"))
    const rows = await query(
      `SELECT DISTINCT contact_id FROM read_parquet(${files}) ORDER BY hash(contact_id), contact_id LIMIT ${count}`,
    )
    return rows.map(({ contact_id }) => contact_id)
  })
