/** Turns the checked rows of a request into records for the core, in the order in which a run reads them. */
import type { Day } from "@almanac/core/day/civil"
import { NO_DAY } from "@almanac/core/day/civil"
import { type Campaigns, instanceIndex, triggerDay } from "@almanac/core/domain/campaign"
import type { OptOuts, Warning, WarningCode } from "@almanac/core/domain/contact"
import { EMAIL_STATUSES, KNOWN_ENROLMENT_STATUSES } from "@almanac/core/domain/decision"
import { SETTLES_NOTHING, UNKNOWN_TYPE } from "@almanac/core/domain/email-type"
import { bothOptOuts, NO_OPT_OUT, readOptOut } from "@almanac/core/intake/opt-out"
import type { EnrolmentRecord, HistoryRecord } from "@almanac/core/record/records"
import { historyType } from "@almanac/core/record/to-columns"
import { dayOrNull, endOrNull, idOrNull, instantDayOrNull } from "./fields.ts"
import type { CampaignRows } from "./ground.ts"
import type {
  CampaignInstance,
  CampaignType,
  Engagement,
  Enrolment,
  HistoryRow,
  ScheduleRequest,
} from "./request-schema.ts"

const KNOWN_STATUSES: ReadonlyArray<string> = EMAIL_STATUSES
/** Rows with these statuses have no effect, whatever their email type. */
const NO_HISTORY: ReadonlyArray<string> = ["pre-scheduled", "failed", "skipped"]

/**
 * Sorted by id, as in a run. A sent row without an id counts as in processing, so it cannot be the parent of
 * a follow-up.
 */
export function readHistory(
  rows: ReadonlyArray<HistoryRow>,
  campaigns: Campaigns,
  warnings: Array<Warning>,
): Array<HistoryRecord> {
  return rows
    .map((row): HistoryRecord => {
      if (!KNOWN_STATUSES.includes(row.status)) {
        warnings.push({ warning: "unknown_status", detail: "history: the status of a row is not known" })
      }
      const id = idOrNull(row.id)
      const wasSent = row.status === "sent" || row.status === "delivered"
      const record = {
        id: id ?? 0n,
        emailType: row.email_type,
        status: id === null && wasSent ? "processing" : row.status,
        scheduledSendDate: dayOrNull(row.scheduled_send_date),
        actualSendDate: instantDayOrNull(row.actual_send_datetime),
        eventDate: dayOrNull(row.event_date),
        campaignInstanceId: idOrNull(row.campaign_instance_id),
        parentScheduleId: idOrNull(row.parent_schedule_id),
      }
      const settles = KNOWN_STATUSES.includes(row.status) && !NO_HISTORY.includes(row.status)
      if (settles && historyType(record, campaigns) === UNKNOWN_TYPE) {
        warnings.push({ warning: "unknown_email_type", detail: `history: ${SETTLES_NOTHING}` })
      }
      return record
    })
    .sort((a, b) => compare(a.id, b.id))
}

/** Sorted by instance and trigger date, as in a run. */
export function readEnrolments(
  rows: ReadonlyArray<Enrolment>,
  campaigns: Campaigns,
  warnings: Array<Warning>,
): Array<EnrolmentRecord> {
  const met = new Set<string>()
  return rows
    .map((row): EnrolmentRecord => {
      const record = {
        campaignInstanceId: idOrNull(row.campaign_instance_id) ?? 0n,
        triggerDate: dayOrNull(row.trigger_date),
        status: row.status ?? null,
      }
      const warning = enrolmentWarning(record, campaigns, met)
      if (warning !== undefined) warnings.push(warning)
      return record
    })
    .sort(
      (a, b) =>
        compare(a.campaignInstanceId, b.campaignInstanceId) ||
        (a.triggerDate ?? NO_DAY) - (b.triggerDate ?? NO_DAY),
    )
}

function enrolmentWarning(
  { campaignInstanceId: id, triggerDate, status }: EnrolmentRecord,
  campaigns: Campaigns,
  met: Set<string>,
): Warning | undefined {
  const index = instanceIndex(campaigns, id)
  const instance = campaigns.instances[index]
  if (instance === undefined)
    return { warning: "unknown_instance", detail: `enrolments: no campaign instance ${id}` }
  if (status !== null && !KNOWN_ENROLMENT_STATUSES.includes(status)) {
    return {
      warning: "unknown_status",
      detail: `enrolments: a status is not known; that of instance ${id} takes no part`,
    }
  }
  const takesPart = status === null || status === "pending" || status === "scheduled"
  if (!takesPart || !instance.takesPart) return undefined
  const day = triggerDay(campaigns, index, triggerDate ?? NO_DAY)
  if (day === NO_DAY) {
    return { warning: "missing_trigger_date", detail: `enrolments: neither it nor instance ${id} has a date` }
  }
  const key = `${id} ${day}`
  if (met.has(key)) {
    return {
      warning: "duplicate_enrolment",
      detail: `enrolments: again instance ${id} on the same trigger date`,
    }
  }
  met.add(key)
  return undefined
}

/** What the contact has opted out of. A row is of the contact, so neither its contact id nor its email is looked at. */
export function readOptOuts(
  { suppressed, suppressions }: Pick<ScheduleRequest, "suppressed" | "suppressions">,
  { typeNames }: Campaigns,
  warnings: Array<Warning>,
): OptOuts {
  const whole = { ...NO_OPT_OUT, suppressed: suppressed ?? false }
  return (suppressions ?? []).reduce((all, row) => {
    const warn = (warning: WarningCode, detail: string) =>
      void warnings.push({ warning, detail: `suppressions: ${detail}` })
    return bothOptOuts(all, readOptOut(row, typeNames, warn))
  }, whole)
}

const ELIGIBILITY_ANSWERED = "eligibility_answered"

/** The last day of each type of engagement. */
export function readEngagement({ clicks, events }: Engagement, warnings: Array<Warning>) {
  let answeredOn: Day | null = null
  let answeredYesOn: Day | null = null
  for (const event of events ?? []) {
    if (event.event_type !== ELIGIBILITY_ANSWERED) continue
    const day = instantDayOrNull(event.created_at)
    answeredOn = later(answeredOn, day)
    if (hasConditions(event.metadata, warnings)) answeredYesOn = later(answeredYesOn, day)
  }
  const clickedOn = (clicks ?? []).reduce<Day | null>(
    (last, click) => later(last, instantDayOrNull(click.clicked_at)),
    null,
  )
  return { clickedOn, answeredOn, answeredYesOn }
}

function hasConditions(
  given: string | Readonly<Record<string, unknown>> | null | undefined,
  warnings: Array<Warning>,
): boolean {
  const metadata = typeof given === "string" ? parsed(given, warnings) : given
  if (typeof metadata !== "object" || metadata === null) return false
  const own = (key: string): unknown =>
    Object.hasOwn(metadata, key) ? (metadata as Record<string, unknown>)[key] : undefined
  const conditions = own("has_medical_conditions")
  const yesCount = own("main_questions_yes_count")
  const counts = typeof yesCount === "number" || (typeof yesCount === "string" && yesCount.trim() !== "")
  return conditions === true || conditions === "true" || (counts && Number(yesCount) > 0)
}

function parsed(text: string, warnings: Array<Warning>): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const detail = "engagement: metadata of an event is not JSON; counted as no conditions"
    warnings.push({ warning: "invalid_metadata", detail })
    return null
  }
}

/** The rows of the campaign tables. Undefined if the request has none. */
export function readCampaignRows(
  types: ReadonlyArray<CampaignType> | null | undefined,
  instances: ReadonlyArray<CampaignInstance> | null | undefined,
): CampaignRows | undefined {
  if (!types && !instances) return undefined
  return {
    types: (types ?? []).map((row) => ({
      name: row.name,
      respect_exclusion_windows: row.respect_exclusion_windows ?? null,
      enable_followups: row.enable_followups ?? null,
      days_before_event: row.days_before_event ?? null,
      target_all_contacts: row.target_all_contacts ?? null,
      priority: row.priority ?? null,
      active: row.active ?? null,
      any_day: row.any_day ?? null,
      holdout_percentage: row.holdout_percentage ?? null,
    })),
    instances: (instances ?? []).map((row) => ({
      id: idOrNull(row.id) ?? 0n,
      campaign_type: row.campaign_type,
      instance_name: row.instance_name ?? null,
      email_template: row.email_template ?? null,
      sms_template: row.sms_template ?? null,
      active_start_date: dayOrNull(row.active_start_date),
      active_end_date: endOrNull(row.active_end_date),
      metadata: typeof row.metadata === "object" ? JSON.stringify(row.metadata) : (row.metadata ?? null),
      org_id: idOrNull(row.org_id),
      holdout_percentage: row.holdout_percentage ?? null,
    })),
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

function later(a: Day | null, b: Day | null): Day | null {
  if (a === null || b === null) return a ?? b
  return b > a ? b : a
}
