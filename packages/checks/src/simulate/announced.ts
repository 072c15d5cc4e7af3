/** Reports how well the first announced days were kept, and why emails moved from one run to the next. */

import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statement } from "./statement.ts"

/** How well sent emails kept the day that was announced first: the day in the first run that planned them. */
export interface Punctuality {
  readonly emails: number
  /** Number of emails sent on the day announced first. */
  readonly on_first_day: number
  /** Share of the emails sent on the day announced first. It is 1 if there are no emails. */
  readonly share: number
  /** Mean number of days between the day announced first and the day sent. */
  readonly mean_days: number
  readonly worst_days: number
}

const Cause = Schema.Literals([
  /** A contact arrived that day, or arrivals changed the cap. */
  "new_contact",
  /** A contact clicked, answered or opted out since the run before. */
  "engagement",
  /** A campaign instance began that day or ended the day before. */
  "campaign",
  /** A limit of a contact began or ceased to skip an email. */
  "limit",
  /** An exclusion window began or ceased to skip an email. */
  "window",
  /** A new occurrence came into the planned period. */
  "occurrence",
  /**
   * A follow-up appeared that the plan did not foresee. Either the configuration turns foreseeing off, or the
   * follow-up catches up on another day.
   */
  "followup",
  "none",
])
export type Cause = typeof Cause.Type

export interface Announced extends Punctuality {
  readonly by_type: ReadonlyArray<Punctuality & { readonly email_type: string }>
  /** By month of sending, `YYYY-MM`. */
  readonly by_type_month: ReadonlyArray<Punctuality & { readonly email_type: string; readonly month: string }>
  /** Number of moves. A move is an email that a run planned for another day than the run before. */
  readonly moves: number
  readonly moves_by_cause: ReadonlyArray<CausedMoves>
}

const MonthRow = Schema.Struct({
  email_type: Schema.String,
  month: Schema.String,
  emails: Count,
  on_first_day: Count,
  days_moved: Count,
  worst_days: Count,
})

const CausedMoves = Schema.Struct({
  cause: Cause,
  /** Whether the cause is in the contact itself or in its organisation. Null if no cause was found. */
  of: Schema.NullOr(Schema.Literals(["contact", "organisation"])),
  moves: Count,
})
export type CausedMoves = typeof CausedMoves.Type

export const readAnnounced = Effect.fnUntraced(function* (
  sql: DuckDbClient,
): Effect.fn.Return<Announced, SqlError> {
  const same = statement("day/same_occurrence")
  const months = yield* rowsOf(MonthRow, sql`${statement("report/announced", { same })}`)
  const moves_by_cause = yield* rowsOf(CausedMoves, sql`${statement("report/moves_by_cause")}`)
  return {
    ...punctuality(months),
    by_type: [...Map.groupBy(months, ({ email_type }) => email_type)].map(([email_type, rows]) => ({
      email_type,
      ...punctuality(rows),
    })),
    by_type_month: months.map((row) => ({
      email_type: row.email_type,
      month: row.month,
      ...punctuality([row]),
    })),
    moves: moves_by_cause.reduce((sum, { moves }) => sum + moves, 0),
    moves_by_cause,
  }
})

function punctuality(rows: ReadonlyArray<typeof MonthRow.Type>): Punctuality {
  const total = (name: "emails" | "on_first_day" | "days_moved"): number =>
    rows.reduce((sum, row) => sum + row[name], 0)
  const emails = total("emails")
  const on_first_day = total("on_first_day")
  return {
    emails,
    on_first_day,
    share: emails === 0 ? 1 : rounded(on_first_day / emails),
    mean_days: emails === 0 ? 0 : rounded(total("days_moved") / emails),
    worst_days: Math.max(0, ...rows.map(({ worst_days }) => worst_days)),
  }
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6

/** Number of moves without a known cause. */
export const withoutCause = ({ moves_by_cause }: Announced): number =>
  moves_by_cause.find(({ cause }) => cause === "none")?.moves ?? 0
