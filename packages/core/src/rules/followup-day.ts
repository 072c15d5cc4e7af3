/** On which day the follow-up of an email goes, as far as sending days decide it. */
import type { Day } from "../day/civil.ts"
import type { OrganisationRules } from "./organisation-rules.ts"

/**
 * The first sending day from `followup_days_after` days after `sentOn` on; NO_DAY if there is none while the email is within
 * the reach of follow-ups.
 */
export function followupDayAfter({ config, sendingDays }: OrganisationRules, sentOn: Day): Day {
  const { followup_days_after, followup_lookback_days } = config.timing
  const due = sentOn + followup_days_after
  if (sendingDays.isSendingDay(due)) return due
  return sendingDays.nextAfter(due, sentOn + followup_lookback_days)
}
