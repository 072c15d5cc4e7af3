/** Compares the simulations of two configurations. */

import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { withoutCause } from "./announced.ts"
import type { ScenarioReport, Tally } from "./report.ts"
import { statement } from "./statement.ts"

/** A number under the first configuration (`from`) and under the compared configuration (`to`). */
export interface Pair {
  readonly from: number
  readonly to: number
}

export interface Difference {
  readonly sent: Pair
  readonly skipped: Pair
  readonly sent_by_type: Readonly<Record<string, Pair>>
  readonly sent_by_month: Readonly<Record<string, Pair>>
  readonly skipped_by_reason: Readonly<Record<string, Pair>>
  readonly days_above_cap: Pair
  readonly days_above_threshold: Pair
  readonly announced: {
    readonly share: Pair
    readonly mean_days: Pair
    readonly worst_days: Pair
    readonly moves: Pair
    readonly moves_without_cause: Pair
  }
  /** Changes of occurrences by email type, without follow-ups. */
  readonly occurrences: ReadonlyArray<OccurrenceChange>
}

const OccurrenceChange = Schema.Struct({
  email_type: Schema.String,
  /** Sent under the first configuration; neither sent nor planned under the compared one. */
  lost: Count,
  /** Sent under the first configuration; planned for a day after the simulation under the compared one. */
  beyond: Count,
  /** The reverse of `lost`. */
  gained: Count,
  /** The reverse of `beyond`. */
  within: Count,
  /** Sent under both, on different days. */
  moved: Count,
  /** The sum of the days between the two sending days, over all moved occurrences. */
  days_moved: Count,
})
export type OccurrenceChange = typeof OccurrenceChange.Type

/** Keeps the sent log and the last plan of the first configuration, before the compared one replaces them. */
export const keepForComparison = (sql: DuckDbClient) => sql`${statement("report/keep_first")}`

/** Compares two reports and their sent logs. */
export const compare = Effect.fnUntraced(function* (
  sql: DuckDbClient,
  from: ScenarioReport,
  to: ScenarioReport,
): Effect.fn.Return<Difference, SqlError> {
  const occurrences = yield* rowsOf(
    OccurrenceChange,
    sql`${statement("report/difference", { same: statement("day/same_occurrence") })}`,
  )
  const pair = (name: "sent" | "skipped"): Pair => ({ from: from[name], to: to[name] })
  const loads = (name: "days_above_cap" | "days_above_threshold"): Pair => ({
    from: from.loads[name],
    to: to.loads[name],
  })
  const announced = (name: "share" | "mean_days" | "worst_days" | "moves"): Pair => ({
    from: from.announced[name],
    to: to.announced[name],
  })
  return {
    sent: pair("sent"),
    skipped: pair("skipped"),
    sent_by_type: pairs(from.sent_by_type, to.sent_by_type),
    sent_by_month: pairs(from.sent_by_month, to.sent_by_month),
    skipped_by_reason: pairs(from.skipped_by_reason, to.skipped_by_reason),
    days_above_cap: loads("days_above_cap"),
    days_above_threshold: loads("days_above_threshold"),
    announced: {
      share: announced("share"),
      mean_days: announced("mean_days"),
      worst_days: announced("worst_days"),
      moves: announced("moves"),
      moves_without_cause: { from: withoutCause(from.announced), to: withoutCause(to.announced) },
    },
    occurrences,
  }
})

function pairs(from: Tally, to: Tally): Readonly<Record<string, Pair>> {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return Object.fromEntries(names.map((name) => [name, { from: from[name] ?? 0, to: to[name] ?? 0 }]))
}
