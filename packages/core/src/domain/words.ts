/** The codes of a run's output, explained in plain words. */
import type { RejectReason } from "./contact.ts"

export const SKIP_REASON_WORDS: Readonly<Record<string, string>> = {
  exclusion_window: "falls into an exclusion window of the contact's state",
  year_round_exclusion: "the state allows no email all year",
  missing_birth_date: "the state's window needs a birth date, and there is none",
  suppressed: "the contact has opted out of all emails or of this type",
  expired: "the last useful day has passed",
  campaign_conflict: "a better campaign email is sent on that day",
  frequency_limit: "the contact would get too many emails in the period",
  holdout: "the campaign holds the contact out, so that its effect can be measured",
  superseded: "a later email of the same kind takes its day",
  no_sending_day: "no sending day is left before it is too late",
}

export const MOVE_WORDS: Readonly<Record<string, string>> = {
  "": "on its ideal date",
  kept: "on the day that an earlier plan announced",
  catch_up: "the ideal date has passed; sent on one of the next days",
  sending_day: "the nearest sending day, because its own day is none",
  smoothing: "up to a few days from a crowded ideal date",
  daily_cap: "on a later day, because its day was overloaded",
}

export const REJECT_WORDS: Readonly<Record<string, string>> = {
  invalid_id: "the id is missing or not a whole number",
  duplicate_id: "an earlier row has the same id",
  missing_email: "there is no email address",
  invalid_email: "the email address is not valid",
  missing_zip: "there is no ZIP code",
  invalid_zip: "the ZIP code is not NNNNN or NNNNN-NNNN",
  unknown_zip: "the ZIP code has a prefix that is not in use",
}

/** What to do about a rejected contact. */
export const REJECT_MENDS: Readonly<Record<RejectReason, string>> = {
  invalid_id: "give the row a whole number as id",
  duplicate_id: "remove one of the rows with this id, or give it an id of its own",
  missing_email: "add the email address",
  invalid_email: "write the address as local@domain, in ASCII",
  missing_zip: "add the ZIP code",
  invalid_zip: "write the ZIP code as NNNNN or NNNNN-NNNN, with its leading zeros",
  unknown_zip: "compare the ZIP code with the postal address",
}

export const WARNING_WORDS: Readonly<Record<string, string>> = {
  state_conflict: "the given state contradicts the ZIP code; the ZIP code counts",
  invalid_birth_date: "the birth date cannot be read and counts as absent",
  invalid_effective_date: "the effective date cannot be read and counts as absent",
  invalid_org_id: "the organisation cannot be read and counts as 1",
  invalid_date: "a date of an enrolment or of history cannot be read and counts as absent",
  invalid_id: "an id in a row of history or of suppressions cannot be read and counts as absent",
  unknown_contact: "a row names a contact that is not in contacts",
  unknown_instance: "an enrolment names a campaign instance that does not exist",
  missing_trigger_date: "an enrolment has no trigger date, and its instance has no start",
  duplicate_enrolment: "an enrolment appears twice and counts once",
  unknown_status: "a status of history or of an enrolment is not known, so the row is ignored",
  unknown_email_type:
    "history has an unknown email type and settles nothing, so that email may be sent again",
  invalid_metadata: "metadata is not readable JSON",
  invalid_opt_out: "an opt-out has an unknown channel or email type and counts as an opt-out of everything",
  unknown_opt_out: "an opt-out names a campaign type that does not exist, so it stops no email now",
}
