/** The effects of a change on emails, from the difference between the plans without and with it. */

import { SKIP_REASONS } from "@almanac/core/domain/decision"
import type { DiffReport, Example } from "./report.ts"
import type { Kind } from "./row-causes.ts"

/** `returns` is the outcome of an email that is skipped without the change and sent with it. */
export type Outcome = "moved" | "skipped" | "returns" | "added" | "removed" | "changed"

export interface Displaced {
  readonly email_type: string
  readonly outcome: Outcome
  /** The skip reason of a skipped email; otherwise a cause as in `almanac diff`. */
  readonly cause: string
  readonly emails: number
}

export interface DisplacedExample {
  readonly contact_id: bigint
  readonly email_type: string
  readonly campaign_instance_id: bigint | null
  readonly outcome: Outcome
  readonly cause: string
  /** The email's day and skip reason in each of the two plans; null if the plan does not have the email. */
  readonly without: Place | null
  readonly with: Place | null
}

export interface Place {
  readonly date: string
  readonly skip_reason: string | null
}

/** The cause that the diff gives for the emails of a campaign that only the second plan has. */
const OWN = "campaign_started"

/** The affected emails by type. The most frequent come first. */
export function displacedBy({ by_cause }: DiffReport): ReadonlyArray<Displaced> {
  return by_cause
    .filter(({ cause }) => cause !== OWN)
    .flatMap(({ kind, cause, by_type }) =>
      by_type.map(({ email_type, rows }) => ({
        email_type,
        outcome: outcomeOf(kind, cause),
        cause,
        emails: rows,
      })),
    )
    .sort((a, b) =>
      a.email_type < b.email_type ? -1 : a.email_type > b.email_type ? 1 : b.emails - a.emails,
    )
}

export function displacedExamples({ examples }: DiffReport): ReadonlyArray<DisplacedExample> {
  return examples
    .filter(({ cause }) => cause !== OWN)
    .map(({ contact_id, email_type, campaign_instance_id, kind, cause, a, b }) => ({
      contact_id,
      email_type,
      campaign_instance_id,
      outcome: outcomeOf(kind, cause),
      cause,
      without: placeOf(a),
      with: placeOf(b),
    }))
}

function outcomeOf(kind: Kind, cause: string): Outcome {
  if (kind !== "changed") return kind
  if (SKIPPED.has(cause)) return "skipped"
  return cause.startsWith("no_") || cause === "window_leaves" ? "returns" : "changed"
}

/** The causes of rows that are skipped only with the change. */
const SKIPPED = new Set<string | null>([...SKIP_REASONS, "window_covers", "caught_up_into_window"])

function placeOf(row: Example["a"]): Place | null {
  if (row === null) return null
  const reason = row.skip_reason
  return {
    date: String(row.scheduled_send_date),
    skip_reason: typeof reason === "string" ? reason : null,
  }
}
