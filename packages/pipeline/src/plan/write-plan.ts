/**
 * Writes the plan of a run to `plan/`:
 *
 *   plan.json           version, day, and for each organisation: contacts, cap, threshold, smoothed ideal
 *                       dates, and the follow-ups foreseen for each day
 *   shares.parquet      which ranks of each split cell go on which day
 *   histogram.parquet   the counts that the plan was made from, to plan again with other caps
 */
import { formatDay } from "@almanac/core/day/civil"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { registerSource, setNull } from "@almanac/duckdb/column-source"
import { fileLiteral } from "@almanac/duckdb/paths"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { partialName, renamedWhenComplete, writeText } from "@almanac/files/complete-file"
import type { FileError } from "@almanac/files/file-error"
import * as Effect from "effect/Effect"
import { dated, toJson } from "../run/manifest.ts"
import type { RunFiles } from "../run/output.ts"
import { statement } from "../statement.ts"
import type { PlannedOrg } from "./plan-run.ts"

/**
 * Version of the plan's format. It is increased if a program that reads older plans would misread a newer
 * one. Version 1 foresees no follow-ups.
 */
export const PLAN_VERSION = 2

/** Whether a plan of this version can be read. Earlier versions only lack what the current one has added. */
export function isReadablePlan(version: number): boolean {
  return version === 1 || version === PLAN_VERSION
}

export interface PlanIndex {
  readonly version: number
  readonly as_of: string
  readonly orgs: ReadonlyArray<{
    readonly org_id: bigint
    readonly contacts: number
    readonly cap: number
    readonly threshold: number
    readonly smoothed_ideal_dates: ReadonlyArray<string>
    /** ISO date → number of follow-ups that planned and queued emails will cause. */
    readonly loads_foreseen: Readonly<Record<string, number>>
  }>
}

/** The plan of all organisations. All lists are indexed by dense organisation number. */
export interface RunPlan {
  readonly book: Rulebook
  readonly orgs: ReadonlyArray<bigint>
  readonly contactsByOrg: ArrayLike<number>
  readonly plan: ReadonlyArray<PlannedOrg>
}

export const writePlan = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  output: Pick<RunFiles, "plan">,
  { book, orgs, contactsByOrg, plan }: RunPlan,
): Effect.fn.Return<void, SqlError | FileError> {
  serveShares(sql, plan)
  const write = (name: string, statementName: string) => {
    const file = output.plan(name)
    return sql`${statement(statementName, { file: fileLiteral(partialName(file)) })}`.pipe(
      renamedWhenComplete(file),
    )
  }
  yield* write("shares.parquet", "plan/write_shares")
  yield* write("histogram.parquet", "plan/write_histogram")
  const index: PlanIndex = {
    version: PLAN_VERSION,
    as_of: formatDay(book.today),
    orgs: plan.map(({ draft }, org) => ({
      org_id: orgs[org],
      contacts: contactsByOrg[org],
      cap: draft.cap,
      threshold: draft.threshold,
      smoothed_ideal_dates: draft.smoothedDates.map(formatDay),
      loads_foreseen: dated(draft.foreseen),
    })),
  }
  yield* writeText(output.plan("plan.json"), `${toJson(index, 1)}\n`)
})

/** Registers the table function `plan_share()`, which returns the shares of the split cells. */
function serveShares(sql: DuckDbClient, plan: ReadonlyArray<PlannedOrg>): void {
  const { columns, serve } = registerSource(sql, "plan_share", {
    org: { kind: "int32" },
    release: { kind: "int32" },
    deadline: { kind: "int32" },
    priority: { kind: "int32" },
    quiet_from: { kind: "int32", nullable: true },
    quiet_through: { kind: "int32", nullable: true },
    announced: { kind: "int32", nullable: true },
    send: { kind: "int32" },
    emails: { kind: "int32" },
    through_rank: { kind: "uint64", nullable: true },
  })
  const shares = flatShares(plan)
  serve((most) => {
    let at = 0
    for (; at < most; at++) {
      const next = shares.next()
      if (next.done === true) break
      const { through, ...numbers } = next.value
      for (const [name, value] of Object.entries(numbers)) {
        const column = columns[name as keyof typeof numbers]
        if (value === undefined) setNull(column, at)
        else column.values[at] = value
      }
      const rank = columns.through_rank
      if (through === null) {
        setNull(rank, at)
        continue
      }
      rank.values[2 * at] = Number(BigInt.asIntN(32, through))
      rank.values[2 * at + 1] = Number(BigInt.asIntN(32, through >> 32n))
    }
    return at
  })
}

function* flatShares(plan: ReadonlyArray<PlannedOrg>) {
  for (const [org, { splits }] of plan.entries()) {
    for (const { release, deadline, priority, quiet, announced, shares } of splits) {
      const cell = { org, release, deadline, priority, announced }
      for (const { day, count, through } of shares) {
        yield {
          ...cell,
          quiet_from: quiet?.from,
          quiet_through: quiet?.through,
          send: day,
          emails: count,
          through,
        }
      }
    }
  }
}
