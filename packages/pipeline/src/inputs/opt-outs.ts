/** The SQL that reads what the rows of `suppressions` opt out of. */
import { FIXED_EMAIL_TYPES } from "@almanac/core/domain/email-type"
import {
  CAMPAIGN_TYPE_PATTERN,
  CHANNELS,
  UNREADABLE_CHANNEL,
  UNREADABLE_TYPE,
} from "@almanac/core/intake/opt-out"
import { literal } from "@almanac/duckdb/statement"
import { text } from "./statement.ts"

/** SQL of the characters that are blank. */
export const BLANKS = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)"

/** @param suppressions SQL of a table with the columns `email`, `channel` and `email_type` */
export const optOutsIn = (suppressions: string): string =>
  text("opt-outs/read", {
    suppressions,
    blanks: BLANKS,
    channels: CHANNELS.map(literal).join(", "),
    fixed_types: FIXED_EMAIL_TYPES.map(literal).join(", "),
    campaign_type: literal(CAMPAIGN_TYPE_PATTERN),
    unreadable_channel: literal(UNREADABLE_CHANNEL),
    unreadable_type: literal(UNREADABLE_TYPE),
  }).trim()
