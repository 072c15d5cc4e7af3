/** Codes of the columns of a schedule row that hold its decision, and their names in the output. */

export const PRE_SCHEDULED = 0
export const SKIPPED = 1
/**
 * Already in history. There is no output row, but `explain` shows it and effective-date smoothing counts it.
 */
export const SETTLED = 2
export const STATUSES = ["pre-scheduled", "skipped", "settled"] as const

export const NOT_SKIPPED = 0
export const EXCLUSION_WINDOW = 1
export const YEAR_ROUND_EXCLUSION = 2
export const MISSING_BIRTH_DATE = 3
export const SUPPRESSED = 4
export const EXPIRED = 5
export const CAMPAIGN_CONFLICT = 6
export const FREQUENCY_LIMIT = 7
export const SUPERSEDED = 8
export const NO_SENDING_DAY = 9
export const HOLDOUT = 10
export const SKIP_REASONS = [
  null,
  "exclusion_window",
  "year_round_exclusion",
  "missing_birth_date",
  "suppressed",
  "expired",
  "campaign_conflict",
  "frequency_limit",
  "superseded",
  "no_sending_day",
  "holdout",
] as const

export const NOT_MOVED = 0
export const KEPT = 1
export const CATCH_UP = 2
export const SMOOTHING = 3
export const DAILY_CAP = 4
export const SENDING_DAY = 5
export const MOVES = [null, "kept", "catch_up", "smoothing", "daily_cap", "sending_day"] as const

export const SMS_SUPPRESSED = 1
export const NO_PHONE = 2
export const INVALID_PHONE = 3
export const NO_CONSENT = 4
export const NO_LEGAL_HOUR = 5
/** Why the text message of a planned email does not go. The first reason that applies counts. */
export const SMS_SKIP_REASONS = [
  null,
  "sms_suppressed",
  "no_phone",
  "invalid_phone",
  "no_consent",
  "no_legal_hour",
] as const

/** History statuses. All except `pre-scheduled` (the plan of an earlier run) settle a candidate. */
export const HISTORY_STATUSES = ["scheduled", "processing", "sent", "delivered", "pre-scheduled"] as const
export const HISTORY_SCHEDULED = 0
export const HISTORY_PROCESSING = 1
export const HISTORY_SENT = 2
export const HISTORY_DELIVERED = 3
export const EARLIER_PLAN = 4
/** All statuses that a row of `email_schedules` may have. Failed and skipped rows settle nothing. */
export const EMAIL_STATUSES = [...HISTORY_STATUSES, "failed", "skipped"] as const

/** Statuses of enrolments. Enrolments with one of the first two take part. */
export const ENROLMENT_STATUSES = ["pending", "scheduled", "completed", "cancelled"] as const
/** All accepted statuses of enrolments. Earlier systems gave an enrolment the status of its email. */
export const KNOWN_ENROLMENT_STATUSES: ReadonlyArray<string> = [...ENROLMENT_STATUSES, ...EMAIL_STATUSES]
