/** Section 8, foreseen follow-ups: looks at each email and at the windows of its contact. */
import type { World } from "../world.ts"
import type { Campaigns } from "./campaigns.ts"
import { followedPriority, hasFollowUp } from "./follow-ups.ts"
import { refusesType, wantsNoEmail } from "./opt-outs.ts"
import { insideWindow, type Situation, stateExclusion } from "./release-day.ts"
import { readSituations } from "./second-opinion.ts"
import { isSendingDay, nextAllowedDay } from "./sending-days.ts"

/** An email and its planned day. */
export interface PlannedEmail {
  readonly contactId: bigint
  readonly emailType: string
  readonly instanceId: bigint | null
  /** Days since 1970-01-01. */
  readonly day: number
}

/** The follow-ups that planned and queued emails will cause, by organisation and day. */
export function foreseenFollowUps(
  world: World,
  planned: ReadonlyArray<PlannedEmail>,
): ReadonlyMap<bigint, ReadonlyMap<number, number>> {
  const { situations, campaigns } = readSituations(world)
  const byContact = Map.groupBy(planned, ({ contactId }) => contactId)
  const foreseen = new Map<bigint, Map<number, number>>()
  for (const situation of situations) {
    const { contact } = situation
    const days = foreseen.get(contact.org) ?? new Map<number, number>()
    foreseen.set(contact.org, days)
    for (const email of [...(byContact.get(contact.id) ?? []), ...queuedEmails(situation)]) {
      const day = followUpDay(situation, campaigns, email)
      if (day !== null) days.set(day, (days.get(day) ?? 0) + 1)
    }
  }
  return foreseen
}

/** Emails that are queued for today or later, have no follow-up yet, and would get one that the contact wants. */
function queuedEmails({ earlier, today, contact, optOuts }: Situation): ReadonlyArray<PlannedEmail> {
  if (wantsNoEmail(optOuts)) return []
  return earlier.flatMap(({ id, status, sendDate, emailType, instanceId }) => {
    const isQueued = status === "scheduled" || status === "processing"
    if (!isQueued || id === null || sendDate === null || sendDate < today) return []
    return hasFollowUp(earlier, id, sendDate) || refusesType(optOuts, emailType)
      ? []
      : [{ contactId: contact.id, emailType, instanceId, day: sendDate }]
  })
}

/** The day of an email's follow-up if the contact does not react; null if there will be none. */
function followUpDay(situation: Situation, campaigns: Campaigns, email: PlannedEmail): number | null {
  const { email_types, timing } = situation.config
  if (!email_types.followup_1_cold.enabled || refusesType(situation.optOuts, "followup_1_cold")) return null
  const { emailType, instanceId } = email
  const ofCampaign = emailType.startsWith("campaign_") && instanceId !== null
  const instance = ofCampaign ? (campaigns.instances.get(instanceId) ?? null) : null
  if (followedPriority(situation, campaigns, email, instance) === null) return null
  const due = email.day + timing.followup_days_after
  if (stateExclusion(situation, due) !== null) return null
  return nextAllowedDay(
    {
      mayGoOn: (day) => isSendingDay(situation.config, day),
      excluded: (day) => insideWindow(situation, day),
      latest: Math.max(due, email.day + timing.followup_lookback_days),
      earliest: due,
    },
    due,
  )
}
