/** Section 4: the emails a contact could get. */
import type { Config, PrioritizedEmailTypeConfig } from "@almanac/core/config/config"
import type { Enrolment, Instance } from "./campaigns.ts"
import { anniversary, monthDayIn, yearOf } from "./dates.ts"
import type { Contact } from "./intake.ts"

export interface Candidate {
  readonly contact: Contact
  readonly emailType: string
  /** Null unless the email belongs to a campaign. */
  readonly instance: Instance | null
  readonly eventDate: number
  readonly ideal: number
  readonly latest: number
  readonly priority: number
  readonly respectsWindows: boolean
  /** Whether it may go on a day that is no sending day. */
  readonly anyDay: boolean
  readonly emailTemplate: string | null
  readonly smsTemplate: string | null
}

export type AnniversaryType = "birthday" | "effective_date" | "aep"

export const ANNIVERSARY_TYPES: ReadonlyArray<AnniversaryType> = ["birthday", "effective_date", "aep"]

function ofConfiguredType(
  contact: Contact,
  emailType: AnniversaryType | "post_window",
  type: PrioritizedEmailTypeConfig,
  dates: { readonly eventDate: number; readonly ideal: number; readonly latest: number },
): Candidate {
  return {
    contact,
    emailType,
    instance: null,
    ...dates,
    priority: type.priority,
    respectsWindows: true,
    anyDay: false,
    emailTemplate: type.email_template,
    smsTemplate: type.sms_template,
  }
}

function monthDayTextIn(year: number, text: string): number {
  const [month, day] = text.split("-").map(Number)
  return monthDayIn(year, month, day)
}

/**
 * The email of an anniversary type for the event in `year`; null if the type is disabled or the date unknown.
 */
export function occurrence(
  config: Config,
  contact: Contact,
  emailType: AnniversaryType,
  year: number,
): Candidate | null {
  const type = config.email_types[emailType]
  if (!type.enabled) return null
  if (emailType === "aep") {
    const eventDate = monthDayTextIn(year, config.aep.opens_on)
    const ideal = monthDayTextIn(year, config.aep.send_on)
    return ofConfiguredType(contact, emailType, type, { eventDate, ideal, latest: eventDate })
  }
  const anchor = emailType === "birthday" ? contact.birth : contact.effective
  if (anchor === null) return null
  const before =
    emailType === "birthday" ? config.timing.birthday_days_before : config.timing.effective_date_days_before
  const eventDate = anniversary(anchor, year)
  return ofConfiguredType(contact, emailType, type, {
    eventDate,
    ideal: eventDate - before,
    latest: eventDate,
  })
}

/** The birthday, effective-date and AEP emails for the first event on or after today (section 2). */
export function anniversaryCandidates(
  config: Config,
  contact: Contact,
  today: number,
): ReadonlyArray<Candidate> {
  const year = yearOf(today)
  return ANNIVERSARY_TYPES.flatMap((emailType) => {
    const next = [year, year + 1]
      .map((eventYear) => occurrence(config, contact, emailType, eventYear))
      .find((candidate) => candidate !== null && candidate.eventDate >= today)
    return next === undefined || next === null ? [] : [next]
  })
}

/** The email of an enrolment that takes part. */
export function campaignCandidate(config: Config, contact: Contact, enrolment: Enrolment): Candidate {
  const { instance, trigger } = enrolment
  const behaviour = instance.behaviour!
  const ideal = trigger - behaviour.days_before_event
  const latest = behaviour.days_before_event > 0 ? trigger : ideal + config.timing.campaign_latest_days
  return {
    contact,
    emailType: `campaign_${instance.typeName}`,
    instance,
    eventDate: trigger,
    ideal,
    latest: instance.end === null ? latest : Math.min(latest, instance.end),
    priority: behaviour.priority,
    respectsWindows: behaviour.respect_exclusion_windows,
    anyDay: behaviour.any_day ?? false,
    emailTemplate: instance.emailTemplate,
    smsTemplate: instance.smsTemplate,
  }
}

/** The post-window email for a window that ends on `end`. */
export function postWindowCandidate(config: Config, contact: Contact, end: number): Candidate {
  const ideal = end + 1
  const latest = ideal + config.timing.post_window_latest_days
  return ofConfiguredType(contact, "post_window", config.email_types.post_window, {
    eventDate: ideal,
    ideal,
    latest,
  })
}
