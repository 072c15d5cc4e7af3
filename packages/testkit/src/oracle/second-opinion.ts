/**
 * A second implementation of the rules, written to be easy to read and not to be fast. It shares no rule code
 * with core. It uses only the types and defaults of the configuration, and the tables of state law and ZIP
 * codes. It does not cover load balancing (section 8), so compare it with runs that have load balancing
 * disabled.
 */
import type { World } from "../world.ts"
import { type Campaigns, type Enrolment, readCampaigns } from "./campaigns.ts"
import { anniversaryCandidates, campaignCandidate } from "./candidates.ts"
import { isoDate, isoDay } from "./dates.ts"
import { type Draft, draftOf } from "./draft.ts"
import { type Engagement, followUpDrafts, readEngagement } from "./follow-ups.ts"
import { type EarlierRow, isSettled, readEarlierRows } from "./history.ts"
import { intake } from "./intake.ts"
import { limitFrequency, resolveCampaignConflicts } from "./limits.ts"
import { optOutsOf, optOutWarnings } from "./opt-outs.ts"
import { readConfigs } from "./organisations.ts"
import { instantIn, sendZone } from "./places.ts"
import { postWindowDrafts } from "./post-window.ts"
import { release, type Situation } from "./release-day.ts"
import { rulesOfState } from "./state-rules.ts"
import { textOf } from "./texts.ts"
import type { OracleRow, Verdict } from "./verdict.ts"

/** Decides a whole world. */
export function secondOpinion(world: World): Verdict {
  const { situations, campaigns, rejects, warnings } = readSituations(world)
  const enrolments = Map.groupBy(campaigns.enrolments, ({ contactId }) => contactId)
  const engagementOf = readEngagement(world)
  const rows = situations.flatMap((situation) => {
    const { id } = situation.contact
    const drafts = decideContact(situation, campaigns, enrolments.get(id) ?? [], engagementOf(id))
    return drafts.map((draft) => rowOf(situation, draft))
  })
  return { rows: rows.sort(canonicalOrder), rejects, warnings: [...warnings, ...campaigns.warnings] }
}

/** The facts of a world about each contact that can be scheduled. */
export function readSituations(world: World) {
  const { contacts, rejects, warnings } = intake(world)
  const campaigns = readCampaigns(world, contacts)
  const earlier = groupByContact(readEarlierRows(world, campaigns))
  const configOf = readConfigs(world)
  const situations = contacts.map(
    (contact): Situation => ({
      config: configOf(contact.org),
      today: isoDay(world.as_of),
      contact,
      rules: rulesOfState(world.config, contact.state),
      optOuts: optOutsOf(world, contact),
      earlier: earlier.get(contact.id) ?? [],
    }),
  )
  return { situations, campaigns, rejects, warnings: [...warnings, ...optOutWarnings(world)] }
}

function groupByContact(
  rows: ReadonlyArray<EarlierRow>,
): ReadonlyMap<bigint | null, ReadonlyArray<EarlierRow>> {
  return Map.groupBy(rows, (row) => row.contactId)
}

function decideContact(
  situation: Situation,
  campaigns: Campaigns,
  enrolments: ReadonlyArray<Enrolment>,
  engagement: Engagement,
): ReadonlyArray<Draft> {
  const { config, contact, today, earlier } = situation
  const decided = [
    ...anniversaryCandidates(config, contact, today),
    ...enrolments.map((enrolment) => campaignCandidate(config, contact, enrolment)),
  ]
    .filter((candidate) => !isSettled(candidate, earlier))
    .map((candidate) => ({ candidate, release: release(situation, candidate) }))
  const drafts = [
    ...decided.map((one) => draftOf(one.candidate, one.release, null)),
    ...postWindowDrafts(situation, decided),
    ...followUpDrafts(situation, campaigns, engagement),
  ]
  return limitFrequency(config, earlier, resolveCampaignConflicts(drafts))
}

function rowOf({ config, contact, optOuts }: Situation, draft: Draft): OracleRow {
  const { send_time: time, time_zone } = config.timing
  const zone = sendZone(config, contact)
  return {
    contact_id: contact.id,
    org_id: contact.org,
    email_type: draft.emailType,
    scheduled_send_date: isoDate(draft.day),
    scheduled_send_time: time,
    send_at: instantIn(zone, draft.day, time),
    status: draft.skipReason === null ? "pre-scheduled" : "skipped",
    skip_reason: draft.skipReason,
    priority: draft.priority,
    campaign_instance_id: draft.instanceId,
    email_template: draft.emailTemplate,
    sms_template: draft.smsTemplate,
    event_date: draft.eventDate === null ? null : isoDate(draft.eventDate),
    ideal_send_date: isoDate(draft.ideal),
    moved_by: draft.movedBy,
    parent_schedule_id: draft.parentId,
    metadata: draft.metadata,
    time_zone: time_zone === "America/Chicago" ? null : zone,
    ...textOf(config, contact, optOuts, draft),
  }
}

type Sortable = string | bigint | null

/** Compares by value; null comes first. */
function compare(a: Sortable, b: Sortable): number {
  if (a === b) return 0
  if (a === null || b === null) return a === null ? -1 : 1
  return a < b ? -1 : 1
}

/** Compares by contact, type, instance, ideal date and parent, which together are a key of the schedule. */
function canonicalOrder(a: OracleRow, b: OracleRow): number {
  return (
    compare(a.contact_id, b.contact_id) ||
    compare(a.email_type, b.email_type) ||
    compare(a.campaign_instance_id, b.campaign_instance_id) ||
    compare(a.ideal_send_date, b.ideal_send_date) ||
    compare(a.parent_schedule_id, b.parent_schedule_id)
  )
}
