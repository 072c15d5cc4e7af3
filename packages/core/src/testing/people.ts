/**
 * Contacts as records for examples: in Texas, without dates, history or campaigns unless a test gives them.
 */
import { DEFAULT_CONFIG } from "../config/config.ts"
import { type Day, NO_DAY, parseDay } from "../day/civil.ts"
import {
  type CampaignInstanceRow,
  type Campaigns,
  type CampaignTypeRow,
  resolveCampaigns,
} from "../domain/campaign.ts"
import type { ContactRecord, HistoryRecord } from "../record/records.ts"

/** The day of an ISO date that must be valid. */
export function day(text: string): Day {
  const read = parseDay(text)
  if (read === undefined) throw new RangeError(`not a date: ${text}`)
  return read
}

export function person(change: Partial<ContactRecord> = {}): ContactRecord {
  return {
    id: 1n,
    orgId: 1n,
    state: "TX",
    birthDate: NO_DAY,
    effectiveDate: NO_DAY,
    zone: "America/Chicago",
    phone: 0,
    smsConsent: false,
    suppressed: false,
    suppressedTypes: 0n,
    smsSuppressed: false,
    clickedOn: null,
    answeredOn: null,
    answeredYesOn: null,
    enrolments: [],
    history: [],
    ...change,
  }
}

export function sent(emailType: string, sentOn: string, change: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    id: 900n,
    emailType,
    status: "sent",
    scheduledSendDate: day(sentOn),
    actualSendDate: null,
    eventDate: null,
    campaignInstanceId: null,
    parentScheduleId: null,
    ...change,
  }
}

export function instanceRow(change: Partial<CampaignInstanceRow> = {}): CampaignInstanceRow {
  return {
    id: 1n,
    campaign_type: "rate_increase",
    instance_name: "rates 2026",
    email_template: "rates_mail",
    sms_template: null,
    active_start_date: null,
    active_end_date: null,
    metadata: null,
    org_id: null,
    holdout_percentage: null,
    ...change,
  }
}

/** A row of `campaign_types` that changes nothing but what `change` gives. */
export function typeRow(change: Partial<CampaignTypeRow> & Pick<CampaignTypeRow, "name">): CampaignTypeRow {
  return {
    respect_exclusion_windows: null,
    enable_followups: null,
    days_before_event: null,
    target_all_contacts: null,
    priority: null,
    active: null,
    any_day: null,
    holdout_percentage: null,
    ...change,
  }
}

/** The given instances with the default campaign types, on a day. */
export function campaignsOn(today: string, ...instances: ReadonlyArray<CampaignInstanceRow>): Campaigns {
  return resolveCampaigns(DEFAULT_CONFIG, [], instances, day(today))
}
