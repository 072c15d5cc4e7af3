import type { ValueOf } from "../tables/column.ts"
import type { CONTACT_COLUMNS } from "../tables/contacts.ts"

/** What a contact has opted out of. */
export interface OptOuts {
  /** All emails. */
  readonly suppressed: boolean
  /** The email types, each as the bit with the number of its code. */
  readonly suppressedTypes: bigint
  /** Text messages. */
  readonly smsSuppressed: boolean
}

/**
 * What the rules know of a schedulable contact. The email address is not part of it. A day is NO_DAY if it is
 * unknown.
 */
export type ContactFacts = {
  readonly [K in Exclude<keyof typeof CONTACT_COLUMNS, "org" | keyof OptOuts>]: ValueOf<
    (typeof CONTACT_COLUMNS)[K]["kind"]
  >
}

/** Why a contact cannot be scheduled, in the order in which the reasons are checked. */
export type RejectReason =
  | "invalid_id"
  | "duplicate_id"
  | "missing_email"
  | "invalid_email"
  | "missing_zip"
  | "invalid_zip"
  | "unknown_zip"

export type WarningCode =
  | "state_conflict"
  | "invalid_birth_date"
  | "invalid_effective_date"
  | "invalid_org_id"
  | "invalid_date"
  | "invalid_id"
  | "unknown_contact"
  | "unknown_instance"
  | "missing_trigger_date"
  | "duplicate_enrolment"
  | "unknown_status"
  | "unknown_email_type"
  | "invalid_metadata"
  | "invalid_opt_out"
  | "unknown_opt_out"

/** Something in the input that was ignored. `detail` holds no email address, name or birth date. */
export interface Warning {
  readonly warning: WarningCode
  readonly detail: string
}
