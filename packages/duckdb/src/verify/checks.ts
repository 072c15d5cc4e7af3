/** The checks. Each is a statement of `sql/verify/check` that gives its violations. */

/** Run on every chunk of contacts. */
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
  "wrong_post_window",
  "wrong_followup",
  "campaign_conflict",
  "frequency",
  "wrong_priority",
  "wrong_template",
  "wrong_metadata",
  "wrong_send_at",
] as const

/** Run once, as statements too. */
export const RUN_CHECKS = ["reject_mismatch", "warning_mismatch", "run_id"] as const

/** Run once, when all chunks are derived. */
export const LOAD_CHECKS = ["wrong_foreseen", "overloaded_day"] as const

/** Run once, against the manifest. */
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

/** One thing that is not as the rules say. `detail` says what was expected and what stands there. */
export interface Violation {
  readonly contact_id: string | null
  readonly email_type: string | null
  readonly detail: string
}

export interface CheckResult {
  readonly check: CheckName
  readonly count: number
  /** The first few. */
  readonly examples: ReadonlyArray<Violation>
}

export const MAX_EXAMPLES = 5

/** Collects the violations that checks find, part by part. */
export class Findings {
  readonly #results = new Map<CheckName, { count: number; examples: ReadonlyArray<Violation> }>()

  add(check: CheckName, count: number, examples: ReadonlyArray<Violation>): void {
    if (count === 0) return
    const known = this.#results.get(check) ?? { count: 0, examples: [] }
    this.#results.set(check, {
      count: known.count + count,
      examples: [...known.examples, ...examples].slice(0, MAX_EXAMPLES),
    })
  }

  /** In the order of {@link CHECKS}. */
  results(): ReadonlyArray<CheckResult> {
    return CHECKS.flatMap((check) => {
      const found = this.#results.get(check)
      return found === undefined ? [] : [{ check, ...found }]
    })
  }
}
