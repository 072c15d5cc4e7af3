/** Plans every organisation of a finished run again, using only its plan directory and its manifest. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Config } from "@almanac/core/config/config"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { draftOrg } from "@almanac/core/plan/plan"
import { OrganisationBook } from "@almanac/core/rules/organisation-rules"
import { literal } from "@almanac/duckdb/statement"
import { inDuckdb } from "./duckdb.ts"

export interface Replan {
  /** Time to read the counts and to plan all organisations. */
  readonly seconds: number
  /** Number of split cells in all organisations. */
  readonly splits: number
}

export function replan(run: string): Promise<Replan> {
  const json = (name: string) => JSON.parse(readFileSync(join(run, name), "utf8"))
  const config: Config = json("manifest.json").config.effective
  const { as_of, orgs } = json("plan/plan.json")
  const today = parseDay(as_of) as Day
  return inDuckdb(async (query) => {
    const start = performance.now()
    const file = literal(join(run, "plan/histogram.parquet"))
    const rows = await query(
      `SELECT org_id::VARCHAR AS org, count_key, count_detail, emails FROM read_parquet(${file})`,
    )
    const counts = Map.groupBy(
      rows.map(({ org, count_key, count_detail, emails }) => ({
        org: String(org),
        key: Number(count_key),
        detail: Number(count_detail),
        emails: Number(emails),
      })),
      ({ org }) => org,
    )
    const organisation = new OrganisationBook(config, []).shared
    let splits = 0
    for (const { org_id, contacts } of orgs) {
      splits += draftOrg(organisation, today, contacts, counts.get(String(org_id)) ?? []).splits.length
    }
    return { seconds: (performance.now() - start) / 1000, splits }
  })
}
