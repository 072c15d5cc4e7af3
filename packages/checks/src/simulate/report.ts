/** The report of the simulated days under one configuration. */

import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Announced, readAnnounced } from "./announced.ts"
import type { SimulationCheck } from "./checks.ts"
import type { DayReport } from "./day.ts"
import type { Scenario } from "./options.ts"
import { statement } from "./statement.ts"

export type Tally = Readonly<Record<string, number>>

/**
 * The number of emails that an organisation sent on one day, including the emails that the input had queued.
 */
export interface OrgDay {
  readonly date: string
  readonly load: number
  readonly cap: number
  readonly threshold: number
}

export interface OrgLoads {
  readonly org_id: bigint
  /** Schedulable contacts on the last day. */
  readonly contacts: number
  /** The days on which the organisation sent emails. */
  readonly days: ReadonlyArray<OrgDay>
}

export interface ScenarioReport {
  readonly config: { readonly source: string; readonly hash: string }
  readonly contacts: { readonly first_day: number; readonly last_day: number }
  readonly sent: number
  readonly skipped: number
  readonly sent_by_type: Tally
  /** `YYYY-MM` → emails. */
  readonly sent_by_month: Tally
  /**
   * Sent emails by what moved them from their ideal date. `not_moved` counts those sent on their ideal date.
   */
  readonly sent_by_move: Tally
  readonly skipped_by_reason: Tally
  /**
   * Planned emails that are missing from later runs, by cause. `parent_too_old` are follow-ups whose parent
   * had become too old. `campaign_ended` are post-window emails whose campaign had ended. `opted_out` are
   * emails whose contact had opted out. Missing emails without a cause are violations.
   */
  readonly dropped_by_cause: Tally
  readonly loads: {
    /** The day with the highest load in relation to the cap of its organisation. */
    readonly worst_day: (OrgDay & { readonly org_id: bigint }) | null
    /** Number of days with emails, summed over the organisations. */
    readonly days: number
    readonly days_above_cap: number
    readonly days_above_threshold: number
  }
  readonly replanning: {
    /** Rows of the day before that were still ahead and were planned again, summed over the days. */
    readonly planned: number
    readonly moved: number
    /** Rows that moved although the old day still had room below the cap. */
    readonly moved_freely: number
    /** Rows that moved on the day on which they were due. */
    readonly put_off: number
    readonly moved_share: number
    readonly moved_freely_share: number
  }
  readonly announced: Announced
  readonly checks: ReadonlyArray<SimulationCheck>
  readonly days: ReadonlyArray<DayReport>
  readonly org_loads: ReadonlyArray<OrgLoads>
}

/** The share of the planned rows that may move freely must be below this. */
const RESTLESS_SHARE = 0.01

/** Reads the report from the tables of the simulation. The checks must have run before. */
export const readReport = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  scenario: Scenario,
  days: ReadonlyArray<DayReport>,
  checks: ReadonlyArray<SimulationCheck>,
): Effect.fn.Return<ScenarioReport, SqlError> {
  const orgLoads = yield* readOrgLoads(sql)
  const sentByType = yield* tally(sql, "sent_by_type")
  const skippedByReason = yield* tally(sql, "skipped_by_reason")
  const replanning = replanned(days)
  return {
    config: { source: scenario.source, hash: scenario.hash },
    contacts: { first_day: days[0]?.contacts ?? 0, last_day: days.at(-1)?.contacts ?? 0 },
    sent: sum(sentByType),
    skipped: sum(skippedByReason),
    sent_by_type: sentByType,
    sent_by_month: yield* tally(sql, "sent_by_month"),
    sent_by_move: yield* tally(sql, "sent_by_move"),
    skipped_by_reason: skippedByReason,
    dropped_by_cause: yield* tally(sql, "dropped_by_cause"),
    loads: loadsOf(orgLoads),
    replanning,
    announced: yield* readAnnounced(sql),
    checks: [...checks, restless(replanning)],
    days,
    org_loads: orgLoads,
  }
})

const sum = (counts: Tally): number => Object.values(counts).reduce((a, b) => a + b, 0)

const tally = (sql: DuckDbClient, name: string) =>
  Effect.map(
    rowsOf(Schema.Struct({ name: Schema.String, n: Count }), sql`${statement(`report/${name}`)}`),
    (rows): Tally => Object.fromEntries(rows.map(({ name, n }) => [name, n])),
  )

const OrgDay = Schema.Struct({
  org_id: Schema.BigInt,
  day: Schema.String,
  contacts: Count,
  cap: Count,
  threshold: Count,
  load: Count,
})

const readOrgLoads = (sql: DuckDbClient) =>
  Effect.map(
    rowsOf(OrgDay, sql`${statement("report/org_loads")}`),
    (rows): ReadonlyArray<OrgLoads> =>
      [...Map.groupBy(rows, ({ org_id }) => org_id)].map(([org_id, days]) => ({
        org_id,
        contacts: days.at(-1)?.contacts ?? 0,
        days: days
          .map(({ day, load, cap, threshold }) => ({ date: day, load, cap, threshold }))
          .filter(({ load }) => load > 0),
      })),
  )

function loadsOf(orgs: ReadonlyArray<OrgLoads>): ScenarioReport["loads"] {
  const days = orgs
    .flatMap(({ org_id, days }) => days.map((day) => ({ org_id, ...day })))
    .filter(({ cap }) => cap > 0)
  const fullness = ({ load, cap }: OrgDay): number => load / cap
  const worst = days.reduce<(typeof days)[number] | null>(
    (most, day) => (most === null || fullness(day) > fullness(most) ? day : most),
    null,
  )
  return {
    worst_day: worst,
    days: days.length,
    days_above_cap: days.filter(({ load, cap }) => load > cap).length,
    days_above_threshold: days.filter(({ load, threshold }) => load > threshold).length,
  }
}

function replanned(days: ReadonlyArray<DayReport>): ScenarioReport["replanning"] {
  const total = (name: "planned" | "moved" | "moved_freely" | "put_off"): number =>
    days.reduce((sum, day) => sum + day[name], 0)
  const planned = total("planned")
  const share = (n: number): number => (planned === 0 ? 0 : Math.round((n / planned) * 1e6) / 1e6)
  const moved = total("moved")
  const moved_freely = total("moved_freely")
  return {
    planned,
    moved,
    moved_freely,
    put_off: total("put_off"),
    moved_share: share(moved),
    moved_freely_share: share(moved_freely),
  }
}

function restless({
  planned,
  moved_freely,
  moved_freely_share,
}: ScenarioReport["replanning"]): SimulationCheck {
  if (moved_freely_share < RESTLESS_SHARE) return { check: "restless", violations: 0, examples: [] }
  const detail = `${moved_freely} of ${planned} remaining rows changed their day although it had room`
  return { check: "restless", violations: 1, examples: [{ contact_id: null, email_type: null, detail }] }
}
