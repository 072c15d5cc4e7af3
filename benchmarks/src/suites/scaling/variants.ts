/** Variants of a generated export in which every contact has so many campaigns or so many past emails. */
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { literal } from "@almanac/duckdb/statement"
import { inDuckdb } from "../../duckdb.ts"
import { AS_OF } from "../../export.ts"

/** Queries, by table, whose results replace tables of the export. */
type Replaced = Readonly<Record<string, string>>

const idsOf = (input: string): string =>
  `(SELECT DISTINCT try_cast(id AS BIGINT) AS contact_id FROM read_parquet(${literal(join(input, "contacts.parquet"))})
    WHERE try_cast(id AS BIGINT) IS NOT NULL)`

/** Built-in campaign types with different behaviour, used in turn. None of them targets all contacts. */
const TYPES = ["rate_increase", "policy_update", "seasonal_promo"].map(literal).join(", ")

/** @returns the directory of the variant, next to `input`; it is made if it is not there */
export const exportWithCampaigns = (input: string, each: number): Promise<string> =>
  variant(input, `campaigns-${each}`, {
    campaign_types: "SELECT NULL::VARCHAR AS name WHERE false",
    campaign_instances: `SELECT n + 1 AS id, ([${TYPES}])[1 + n % 3] AS campaign_type, 'campaign ' || n AS instance_name,
      'campaign' AS email_template, NULL::VARCHAR AS sms_template FROM range(${each}) numbers(n)`,
    contact_campaigns: `SELECT contact_id, n + 1 AS campaign_instance_id,
      DATE ${literal(AS_OF)} + (20 + 40 * n + contact_id % 40)::INTEGER AS trigger_date, 'pending' AS status
      FROM ${idsOf(input)}, range(${each}) numbers(n)`,
  })

/**
 * The past emails were sent 40 days apart, the last one up to 30 days ago, so that some of them get
 * follow-ups.
 */
export const exportWithHistory = (input: string, each: number): Promise<string> =>
  variant(input, `history-${each}`, {
    email_schedules: `SELECT row_number() OVER (ORDER BY contact_id, n) AS id, contact_id,
      (['birthday', 'effective_date', 'aep'])[1 + n % 3] AS email_type,
      DATE ${literal(AS_OF)} - (contact_id % 30 + 40 * n)::INTEGER - 1 AS scheduled_send_date,
      'sent' AS status FROM ${idsOf(input)}, range(${each}) numbers(n)`,
  })

async function variant(input: string, name: string, replaced: Replaced): Promise<string> {
  const directory = `${input}-${name}`
  if (existsSync(directory)) return directory
  const partial = `${directory}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial)
  for (const file of readdirSync(input)) {
    if (!(file.replace(".parquet", "") in replaced)) linkSync(join(input, file), join(partial, file))
  }
  await inDuckdb(async (query) => {
    for (const [table, rows] of Object.entries(replaced)) {
      await query(`COPY (${rows}) TO ${literal(join(partial, `${table}.parquet`))} (FORMAT parquet)`)
    }
  })
  renameSync(partial, directory)
  return directory
}
