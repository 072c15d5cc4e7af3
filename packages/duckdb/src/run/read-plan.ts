/** Reads the published plan of a run for single organisations. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Day, parseDay } from "@almanac/core/day/civil"
import { type Refusal, refuse } from "@almanac/core/domain/refusal"
import { OrgShares } from "@almanac/core/plan/apply"
import { packCell } from "@almanac/core/plan/cell"
import type { Share, Split } from "@almanac/core/plan/plan"
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../database/database.ts"
import { literal, statement } from "../database/statement.ts"
import { PLAN_VERSION } from "./write-plan.ts"

interface ShareRow extends Record<string, unknown> {
  readonly release_date: string
  readonly deadline: string
  readonly priority: number
  readonly send_date: string
  readonly emails: number
  readonly through_rank: bigint | null
}

const day = (text: string): Day => parseDay(text) as Day

/** The plan of the organisation in the run directory `run`, made on `today`. */
export const readOrgPlan = Effect.fnUntraced(function* (
  connection: Connection,
  run: string,
  today: Day,
  orgId: bigint,
): Effect.fn.Return<OrgShares, SqlError | Refusal> {
  const path = join(run, "plan", "plan.json")
  const index = yield* Effect.tryPromise({
    try: async () =>
      JSON.parse(await readFile(path, "utf8")) as {
        version: number
        orgs: ReadonlyArray<{ org_id: number | string; smoothed_ideal_dates: ReadonlyArray<string> }>
      },
    catch: () => refuse(`${path} cannot be read`, "name a finished run with its plan"),
  })
  if (index.version !== PLAN_VERSION) {
    return yield* refuse(
      `${path} is of version ${index.version}`,
      `use a run of this version (${PLAN_VERSION})`,
    )
  }
  const org = index.orgs.find(({ org_id }) => BigInt(org_id) === orgId)
  const rows = yield* connection.rows<ShareRow>(
    statement("run/read_plan_shares", { file: literal(join(run, "plan", "shares.parquet")) }),
    { org_id: orgId },
  )
  return new OrgShares(today, splitsOf(today, rows), (org?.smoothed_ideal_dates ?? []).map(day))
})

function splitsOf(today: Day, rows: ReadonlyArray<ShareRow>): ReadonlyArray<Split> {
  const splits = new Map<number, Split & { readonly shares: Array<Share>; count: number }>()
  for (const row of rows) {
    const [release, deadline] = [day(row.release_date), day(row.deadline)]
    const key = packCell(today, release, deadline, row.priority)
    const split = splits.get(key) ?? { release, deadline, priority: row.priority, count: 0, shares: [] }
    splits.set(key, split)
    split.shares.push({ day: day(row.send_date), count: row.emails, through: row.through_rank })
    split.count += row.emails
  }
  return [...splits.values()]
}
