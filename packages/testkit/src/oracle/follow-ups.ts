/** Section 7: one follow-up for each recently sent email. */
import type { EmailTypeConfig } from "@almanac/core/config/config"
import type { RawRow, World } from "../world.ts"
import type { Campaigns, Instance } from "./campaigns.ts"
import { readId, readInstantDate, readJsonObject, readText } from "./cells.ts"
import { yearOf } from "./dates.ts"
import { type Draft, skipLosers } from "./draft.ts"
import { hashOf } from "./hash.ts"
import { type EarlierRow, isHistory } from "./history.ts"
import { refusesType, wantsNoEmail } from "./opt-outs.ts"
import {
  insideWindow,
  lateRelease,
  onSendingDay,
  type Release,
  type Situation,
  stateExclusion,
} from "./release-day.ts"
import { isSendingDay } from "./sending-days.ts"

/** The clicks and events of one contact. */
export interface Engagement {
  readonly clicks: ReadonlyArray<RawRow>
  readonly events: ReadonlyArray<RawRow>
}

/** Finds the clicks and events of each contact. */
export function readEngagement(world: World): (contactId: bigint) => Engagement {
  const byContact = (rows: ReadonlyArray<RawRow>) => Map.groupBy(rows, (row) => readId(row.contact_id))
  const [clicks, events] = [byContact(world.tracking_clicks), byContact(world.contact_events)]
  return (id) => ({ clicks: clicks.get(id) ?? [], events: events.get(id) ?? [] })
}

interface Parent {
  readonly id: bigint
  readonly emailType: string
  readonly sendDate: number
  readonly eventDate: number | null
  readonly instanceId: bigint | null
  /** Null if the parent is not a campaign email, or if its instance is not among the inputs. */
  readonly instance: Instance | null
  readonly priority: number
}

const isFollowUp = (row: EarlierRow): boolean => row.emailType.startsWith("followup_")

/** Priority of the follow-ups of an email; null if emails of its type have no follow-ups. */
export function followedPriority(
  situation: Situation,
  campaigns: Campaigns,
  row: Pick<EarlierRow, "emailType">,
  instance: Instance | null,
): number | null {
  switch (row.emailType) {
    case "birthday":
    case "effective_date":
    case "aep":
    case "post_window":
      return situation.config.email_types[row.emailType].priority
  }
  if (!row.emailType.startsWith("campaign_")) return null
  const behaviour =
    instance === null ? campaigns.types.get(row.emailType.slice("campaign_".length)) : instance.behaviour
  return behaviour?.enable_followups ? behaviour.priority : null
}

function parentsOf(situation: Situation, campaigns: Campaigns): ReadonlyArray<Parent> {
  const { today, config, earlier } = situation
  const oldest = today - config.timing.followup_lookback_days
  const parents = earlier.flatMap((row) => {
    const { id, sendDate } = row
    if (row.status !== "sent" && row.status !== "delivered") return []
    if (id === null || sendDate === null || sendDate < oldest || sendDate > today) return []
    const ofCampaign = row.emailType.startsWith("campaign_") && row.instanceId !== null
    const instance = ofCampaign ? (campaigns.instances.get(row.instanceId) ?? null) : null
    const priority = followedPriority(situation, campaigns, row, instance)
    if (priority === null || hasFollowUp(earlier, id, sendDate)) return []
    return [{ ...row, id, sendDate, instance, priority }]
  })
  const inTheirStead = (parent: Parent, at: number) => (other: Parent, otherAt: number) =>
    other.id === parent.id &&
    (other.sendDate > parent.sendDate || (other.sendDate === parent.sendDate && otherAt < at))
  return parents.filter((parent, at) => !parents.some(inTheirStead(parent, at)))
}

/** Whether history already holds the follow-up of a parent. */
export function hasFollowUp(
  earlier: ReadonlyArray<EarlierRow>,
  parentId: bigint,
  parentSendDate: number,
): boolean {
  return earlier
    .filter((row) => isHistory(row) && isFollowUp(row))
    .some((row) =>
      row.parentId === null
        ? row.sendDate !== null && row.sendDate >= parentSendDate
        : row.parentId === parentId,
    )
}

type FollowUpType =
  | "followup_1_cold"
  | "followup_2_clicked_no_hq"
  | "followup_3_hq_no_yes"
  | "followup_4_hq_with_yes"

/** The type of follow-up, by the strongest behaviour of the contact on or after the day `since`. */
function followUpType({ clicks, events }: Engagement, since: number): FollowUpType {
  const from = (cell: RawRow[string] | undefined) => (readInstantDate(cell) ?? since - 1) >= since
  const answers = events.filter(
    (event) => readText(event.event_type) === "eligibility_answered" && from(event.created_at),
  )
  if (answers.some((answer) => hasConditions(readJsonObject(answer.metadata))))
    return "followup_4_hq_with_yes"
  if (answers.length > 0) return "followup_3_hq_no_yes"
  if (clicks.some((click) => from(click.clicked_at))) return "followup_2_clicked_no_hq"
  return "followup_1_cold"
}

function hasConditions(metadata: Readonly<Record<string, unknown>>): boolean {
  const yesCount = metadata.main_questions_yes_count
  return metadata.has_medical_conditions === true || (typeof yesCount === "number" && yesCount > 0)
}

/**
 * Section 6 for a follow-up. It does not keep announced days. It is caught up with its own spread, as long as
 * its parent is within reach.
 */
function releaseFollowUp(
  situation: Situation,
  parent: Parent,
  emailType: FollowUpType,
  ideal: number,
): Release {
  const { today, config } = situation
  const isUnwanted = [parent.emailType, emailType].some((type) => refusesType(situation.optOuts, type))
  if (wantsNoEmail(situation.optOuts) || isUnwanted) {
    return { day: ideal, skipReason: "suppressed", movedBy: null }
  }
  const exclusion = stateExclusion(situation, ideal)
  if (exclusion !== null) return { day: ideal, skipReason: exclusion, movedBy: null }
  if (insideWindow(situation, ideal)) return { day: ideal, skipReason: "exclusion_window", movedBy: null }
  const latest = Math.max(ideal, parent.sendDate + config.timing.followup_lookback_days)
  const email = {
    mayGoOn: (day: number) => isSendingDay(config, day),
    excluded: (day: number) => insideWindow(situation, day),
    latest,
    earliest: today,
  }
  if (ideal >= today) return onSendingDay({ day: ideal, skipReason: null, movedBy: null }, email)
  const hash = hashOf(situation.contact.id, "followup", yearOf(parent.eventDate ?? parent.sendDate))
  return lateRelease(today, ideal, hash, config.timing.followup_catch_up_spread_days, email)
}

const BEHAVIOURS: Readonly<Record<FollowUpType, string>> = {
  followup_1_cold: "cold",
  followup_2_clicked_no_hq: "clicked_no_hq",
  followup_3_hq_no_yes: "hq_no_yes",
  followup_4_hq_with_yes: "hq_with_yes",
}

/**
 * The metadata of a follow-up (decision 23). It is built as text, because ids may be too large for a
 * JavaScript number.
 */
function metadataOf(parent: Parent, emailType: FollowUpType): string {
  const fields = [
    `"parent_schedule_id":${parent.id}`,
    `"parent_email_type":${JSON.stringify(parent.emailType)}`,
    `"behavior":${JSON.stringify(BEHAVIOURS[emailType])}`,
    `"campaign_name":${JSON.stringify(parent.instance?.name ?? null)}`,
  ]
  return `{${fields.join(",")}}`
}

/** The follow-up rows of a contact. */
export function followUpDrafts(
  situation: Situation,
  campaigns: Campaigns,
  engagement: Engagement,
): ReadonlyArray<Draft> {
  const { config, contact } = situation
  const parents = parentsOf(situation, campaigns)
  const sendDates = new Map(parents.map((parent) => [parent.id, parent.sendDate]))
  const drafts = parents.flatMap((parent) => {
    const emailType = followUpType(engagement, parent.sendDate)
    const type: EmailTypeConfig = config.email_types[emailType]
    if (!type.enabled) return []
    const ideal = parent.sendDate + config.timing.followup_days_after
    const draft: Draft = {
      contact,
      emailType,
      eventDate: parent.eventDate,
      ideal,
      priority: parent.priority,
      instanceId: parent.instanceId,
      emailTemplate: parent.instance?.followupEmailTemplate ?? type.email_template,
      smsTemplate: parent.instance?.followupSmsTemplate ?? type.sms_template,
      parentId: parent.id,
      metadata: metadataOf(parent, emailType),
      ...releaseFollowUp(situation, parent, emailType, ideal),
    }
    return [draft]
  })
  const outranks = (rival: Draft, draft: Draft) => {
    const later = sendDates.get(rival.parentId!)! - sendDates.get(draft.parentId!)!
    return later > 0 || (later === 0 && rival.parentId! > draft.parentId!)
  }
  return skipLosers(drafts, "superseded", (draft, rival) => draft.day === rival.day && outranks(rival, draft))
}
