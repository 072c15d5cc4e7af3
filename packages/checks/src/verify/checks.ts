/**
 * The checks of verification. Except for the checks against the manifest, each is a statement
 * in `sql/check.sql`.
 */
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, rowsOf } from "@almanac/duckdb/rows"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Fragment } from "effect/sql/Statement"
import { statement } from "./statement.ts"

/** Checks that run on every chunk of contacts. */
export const CONTACT_CHECKS = [
  "lost_contact",
  "missing_row",
  "unexpected_row",
  "duplicate_row",
  "history_touched",
  "wrong_org",
  "wrong_status",
  "wrong_reason",
  "wrong_date",
  "wrong_move",
  "wrong_balance",
  "past_date",
  "inside_window",
  "closed_day",
  "wrong_post_window",
  "wrong_followup",
  "campaign_conflict",
  "frequency",
  "wrong_priority",
  "wrong_template",
  "wrong_metadata",
  "wrong_send_at",
  "wrong_text",
] as const

/** Checks that run once, before the first chunk. */
export const RUN_CHECKS = ["reject_mismatch", "warning_mismatch", "run_id"] as const

/** Checks that run once, after the last chunk. */
export const LOAD_CHECKS = ["wrong_foreseen", "overloaded_day"] as const

/** Checks that run once and compare with the manifest. */
const MANIFEST_CHECKS = ["input_changed", "config_changed", "manifest_count", "checksum"] as const

export type CheckName =
  | (typeof CONTACT_CHECKS)[number]
  | (typeof RUN_CHECKS)[number]
  | (typeof LOAD_CHECKS)[number]
  | (typeof MANIFEST_CHECKS)[number]

export const CHECKS: ReadonlyArray<CheckName> = [
  ...MANIFEST_CHECKS,
  ...RUN_CHECKS,
  ...CONTACT_CHECKS,
  ...LOAD_CHECKS,
]

/** One difference from the rules. `detail` says what was expected and what was found. */
export interface Violation {
  readonly contact_id: string | null
  readonly email_type: string | null
  readonly detail: string
}

export interface CheckResult {
  readonly check: CheckName
  readonly count: number
  /** At most {@link MAX_EXAMPLES}. */
  readonly examples: ReadonlyArray<Violation>
}

export const MAX_EXAMPLES = 5

const Found = Schema.Struct({
  contact_id: Schema.NullOr(Schema.String),
  email_type: Schema.NullOr(Schema.String),
  detail: Schema.String,
  violations: Count,
})

/** The number of violations that a check finds, and the first of them. @param check the query of the check */
export const violationsOf = (sql: DuckDbClient, check: Fragment) =>
  Effect.map(rowsOf(Found, sql`${statement("verify/examples", { check, limit: MAX_EXAMPLES })}`), (rows) => ({
    violations: rows[0]?.violations ?? 0,
    examples: rows.map(({ violations: _, ...violation }): Violation => violation),
  }))

/** Collects the violations that the checks find, over all chunks. */
export class Violations {
  readonly #results = new Map<CheckName, { count: number; examples: ReadonlyArray<Violation> }>()

  add(check: CheckName, count: number, examples: ReadonlyArray<Violation>): void {
    if (count === 0) return
    const known = this.#results.get(check) ?? { count: 0, examples: [] }
    this.#results.set(check, {
      count: known.count + count,
      examples: [...known.examples, ...examples].slice(0, MAX_EXAMPLES),
    })
  }

  /** The checks that found violations, in the order of {@link CHECKS}. */
  results(): ReadonlyArray<CheckResult> {
    return CHECKS.flatMap((check) => {
      const found = this.#results.get(check)
      return found === undefined ? [] : [{ check, ...found }]
    })
  }
}
