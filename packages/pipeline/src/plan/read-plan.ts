/** Reads the plan that a run wrote. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { OrgShares } from "@almanac/core/plan/apply"
import type { Share, Split } from "@almanac/core/plan/plan"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { parquetScan } from "@almanac/duckdb/paths"
import { rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "../statement.ts"
import { isReadablePlan, PLAN_VERSION } from "./write-plan.ts"

/** A share of a split cell: the emails of the cell that go on one day. Days are ISO dates. */
const ShareRow = Schema.Struct({
  org_id: Schema.BigInt,
  release_date: Schema.String,
  deadline: Schema.String,
  priority: Schema.Number,
  quiet_from: Schema.NullOr(Schema.String),
  quiet_through: Schema.NullOr(Schema.String),
  announced_date: Schema.NullOr(Schema.String),
  send_date: Schema.String,
  emails: Schema.Number,
  through_rank: Schema.NullOr(Schema.BigInt),
})
export type ShareRow = typeof ShareRow.Type

/** @param orgId the organisation; without it, the shares of all organisations are read */
export const readShares = (
  sql: DuckDbClient,
  run: string,
  orgId?: bigint,
): Effect.Effect<ReadonlyArray<ShareRow>, SqlError> =>
  rowsOf(
    ShareRow,
    sql`${statement("plan/read_shares", {
      file: parquetScan(join(run, "plan", "shares.parquet")),
      orgs: orgId === undefined ? "true" : `org_id = ${orgId}`,
    })}`,
  )

/** The shares of each split cell of one organisation. */
export function sharesByCell(rows: ReadonlyArray<ShareRow>): ReadonlyArray<ReadonlyArray<ShareRow>> {
  const name = (row: ShareRow): string =>
    [
      row.release_date,
      row.deadline,
      row.priority,
      row.quiet_from,
      row.quiet_through,
      row.announced_date,
    ].join(" ")
  return [...Map.groupBy(rows, name).values()]
}

const day = (text: string): Day => parseDay(text) as Day

/**
 * Reads the plan of one organisation.
 * @param run directory of the run
 * @param today the day the run was made for
 */
export const readOrgPlan = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  run: string,
  today: Day,
  orgId: bigint,
): Effect.fn.Return<OrgShares, SqlError | Refusal> {
  const path = join(run, "plan", "plan.json")
  const index = yield* Effect.tryPromise({
    try: async () =>
      JSON.parse(await readFile(path, "utf8")) as {
        version: number
        orgs: ReadonlyArray<{
          org_id: number | string
          contacts: number
          smoothed_ideal_dates: ReadonlyArray<string>
        }>
      },
    catch: () => refuse(`${path} cannot be read`, "name a finished run that has a plan"),
  })
  if (!isReadablePlan(index.version)) {
    return yield* refuse(
      `${path} has version ${index.version}`,
      `use a run of this version (${PLAN_VERSION})`,
    )
  }
  const org = index.orgs.find(({ org_id }) => BigInt(org_id) === orgId)
  const rows = yield* readShares(sql, run, orgId)
  return new OrgShares(today, splitsOf(rows), (org?.smoothed_ideal_dates ?? []).map(day), org?.contacts)
})

function splitsOf(rows: ReadonlyArray<ShareRow>): ReadonlyArray<Split> {
  return sharesByCell(rows).map((shares) => {
    const { release_date, deadline, priority, quiet_from, quiet_through, announced_date } = shares[0]
    return {
      release: day(release_date),
      deadline: day(deadline),
      priority,
      count: shares.reduce((sum, { emails }) => sum + emails, 0),
      ...(quiet_from !== null &&
        quiet_through !== null && { quiet: { from: day(quiet_from), through: day(quiet_through) } }),
      ...(announced_date !== null && { announced: day(announced_date) }),
      shares: shares.map(
        ({ send_date, emails, through_rank }): Share => ({
          day: day(send_date),
          count: emails,
          through: through_rank,
        }),
      ),
    }
  })
}
