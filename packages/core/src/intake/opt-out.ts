/**
 * Reads what a row of `suppressions` opts out of. Whether a type can be read does not depend on the configuration: an
 * opt-out of a campaign type that has been removed must not become an opt-out of everything.
 */
import type { OptOuts, WarningCode } from "../domain/contact.ts"
import { CAMPAIGN_PREFIX, FIRST_CAMPAIGN } from "../domain/email-type.ts"
import { isAbsent, trimmed } from "./text.ts"

/** A row of `suppressions` without the contact or the email address. */
export interface RawOptOut {
  readonly channel?: unknown
  readonly email_type?: unknown
}

export const CHANNELS = ["email", "sms", "all"] as const

/** The email type that stands for all campaign types. */
export const ANY_CAMPAIGN = `${CAMPAIGN_PREFIX}*`

/** A regular expression for a whole text that can be the email type of a campaign. It works in JavaScript and in RE2. */
export const CAMPAIGN_TYPE_PATTERN = `${CAMPAIGN_PREFIX}(?:\\*|[A-Za-z0-9_.-]+)`
const CAMPAIGN_TYPE = new RegExp(`^(?:${CAMPAIGN_TYPE_PATTERN})$`)

/** The bits of all campaign types. */
export const CAMPAIGN_BITS = -(1n << BigInt(FIRST_CAMPAIGN))

export const UNREADABLE_CHANNEL = "channel is not email, sms or all; counted as an opt-out of everything"
export const UNREADABLE_TYPE = "email_type is not an email type; counted as an opt-out of everything"
export const UNKNOWN_TYPE_OF_OPT_OUT = "email_type is no campaign type of this run; it stops no email now"

export const NO_OPT_OUT: OptOuts = { suppressed: false, suppressedTypes: 0n, smsSuppressed: false }
const EVERYTHING: OptOuts = { suppressed: true, suppressedTypes: 0n, smsSuppressed: true }

/**
 * @param typeNames the names of all email types by code
 * @param warn told what cannot be read
 */
export function readOptOut(
  { channel: given, email_type }: RawOptOut,
  typeNames: ReadonlyArray<string>,
  warn: (warning: WarningCode, detail: string) => void,
): OptOuts {
  const channel = isAbsent(given) ? "email" : trimmed(String(given)).toLowerCase()
  if (!CHANNELS.some((known) => known === channel)) {
    warn("invalid_opt_out", UNREADABLE_CHANNEL)
    return EVERYTHING
  }
  const type = isAbsent(email_type) ? null : trimmed(String(email_type))
  const code = type === null ? -1 : typeNames.indexOf(type)
  if (type !== null && code < 0 && !CAMPAIGN_TYPE.test(type)) {
    warn("invalid_opt_out", UNREADABLE_TYPE)
    return EVERYTHING
  }
  if (type !== null && code < 0 && type !== ANY_CAMPAIGN) warn("unknown_opt_out", UNKNOWN_TYPE_OF_OPT_OUT)
  const stopsEmails = channel !== "sms"
  return {
    suppressed: stopsEmails && type === null,
    suppressedTypes: stopsEmails && type !== null ? bitsOf(type, code) : 0n,
    smsSuppressed: channel !== "email",
  }
}

function bitsOf(type: string, code: number): bigint {
  if (type === ANY_CAMPAIGN) return CAMPAIGN_BITS
  return code < 0 ? 0n : 1n << BigInt(code)
}

/** What two opt-outs of a contact stop together. */
export function bothOptOuts(a: OptOuts, b: OptOuts): OptOuts {
  return {
    suppressed: a.suppressed || b.suppressed,
    suppressedTypes: a.suppressedTypes | b.suppressedTypes,
    smsSuppressed: a.smsSuppressed || b.smsSuppressed,
  }
}
