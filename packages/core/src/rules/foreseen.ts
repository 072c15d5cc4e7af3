/** Foreseen follow-ups: those that planned and queued emails will cause. They count on their days, but have no row. */
import type { Config } from "../config/config.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import type { Campaigns } from "../domain/campaign.ts"
import { HISTORY_PROCESSING, HISTORY_SCHEDULED, NOT_SKIPPED } from "../domain/decision.ts"
import { FIRST_CAMPAIGN, FIRST_FOLLOWUP, isCampaign, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { stateExclusion } from "./exclusion.ts"
import { hasFollowup } from "./follow-ups.ts"
import { followupDayAfter } from "./followup-day.ts"
import { hasOptedOutOf } from "./opt-outs.ts"
import type { Rulebook } from "./rulebook.ts"
import { insideWindow, nextWindowStart } from "./windows.ts"

/**
 * Whether an email of this type and instance will cause a follow-up, as far as can be foreseen. The contact
 * has not reacted to the email yet, so the foreseen follow-up is `followup_1_cold`.
 */
export function causesFollowup(cursor: ContactCursor, type: number, instance: number): boolean {
  const { parents } = cursor.book
  if (hasOptedOutOf(cursor, FIRST_FOLLOWUP)) return false
  return instance >= 0 && isCampaign(type) ? parents.instances[instance] === 1 : parents.types[type] === 1
}

/** For each email type and for each campaign instance: 1 if its emails cause follow-ups. */
export function parentsOf(
  { email_types }: Config,
  { typeNames, types, instances }: Campaigns,
): Rulebook["parents"] {
  if (!email_types.followup_1_cold.enabled) {
    return { types: new Uint8Array(typeNames.length), instances: new Uint8Array(instances.length) }
  }
  return {
    types: Uint8Array.from(typeNames, (_, type) =>
      Number(type <= POST_WINDOW || types[type - FIRST_CAMPAIGN]?.enable_followups === true),
    ),
    instances: Uint8Array.from(instances, ({ followups }) => Number(followups)),
  }
}

/** The day of the follow-up that a planned row will cause; NO_DAY if it will cause none. */
export function foreseenFollowupOfRow(cursor: ContactCursor, row: number): Day {
  const { rows } = cursor
  return causesFollowup(cursor, rows.type[row], rows.instance[row])
    ? followupOf(cursor, rows.send[row])
    : NO_DAY
}

/**
 * The day of the follow-up of an email that goes on `sentOn` and causes follow-ups; NO_DAY if the contact may get none then,
 * or if a window begins before the next sending day.
 */
function followupOf(cursor: ContactCursor, sentOn: Day): Day {
  const { book, organisation, windows } = cursor
  const due = sentOn + book.config.timing.followup_days_after
  if (stateExclusion(cursor, due) !== NOT_SKIPPED || insideWindow(windows, due)) return NO_DAY
  if (organisation.sendingDays.isSendingDay(due)) return due
  const day = followupDayAfter(organisation, sentOn)
  return day !== NO_DAY && nextWindowStart(windows, due, day) > day ? day : NO_DAY
}

/**
 * The day of the follow-up that a history row queued for today or later will cause; NO_DAY if it will cause
 * none.
 */
export function foreseenFollowup(cursor: ContactCursor, h: number): Day {
  const { book, contacts } = cursor
  const { sentOn, status, type, instance } = contacts.history
  if (status[h] !== HISTORY_SCHEDULED && status[h] !== HISTORY_PROCESSING) return NO_DAY
  if (sentOn[h] < book.today || contacts.suppressed[cursor.contact] === 1) return NO_DAY
  if (hasOptedOutOf(cursor, type[h]) || !causesFollowup(cursor, type[h], instance[h])) return NO_DAY
  return hasFollowup(cursor, h) ? NO_DAY : followupOf(cursor, sentOn[h])
}
