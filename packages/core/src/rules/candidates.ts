/**
 * Candidates: the emails that a contact could get, namely birthday, effective date, AEP and campaigns. Settled
 * ones are added too and marked.
 */
import { nextAnniversary } from "../day/anniversary.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { type CampaignInstance, triggerDay } from "../domain/campaign.ts"
import { AEP, BIRTHDAY, EFFECTIVE_DATE } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { settle } from "./settled.ts"

/** Upper bound of the number of rows that {@link addCandidates} adds. */
export function candidateBound({ book, contacts, contact }: ContactCursor): number {
  const { start } = contacts.enrolments
  return 3 + book.targetAll.length + start[contact + 1] - start[contact]
}

export function addCandidates(cursor: ContactCursor): void {
  const { book, windows } = cursor
  const { email_types, timing } = book.config
  if (email_types.birthday.enabled && windows.birthDate !== NO_DAY) {
    const event = nextAnniversary(windows.birthDate, book.today)
    addAnniversary(
      cursor,
      BIRTHDAY,
      email_types.birthday.priority,
      event,
      event - timing.birthday_days_before,
    )
  }
  if (email_types.effective_date.enabled && windows.effectiveDate !== NO_DAY) {
    const event = nextAnniversary(windows.effectiveDate, book.today)
    const ideal = event - timing.effective_date_days_before
    addAnniversary(cursor, EFFECTIVE_DATE, email_types.effective_date.priority, event, ideal)
  }
  if (email_types.aep.enabled) {
    addAnniversary(cursor, AEP, email_types.aep.priority, book.aepEvent, book.aepIdeal)
  }
  addEnrolled(cursor)
  addTargetAll(cursor)
}

function addAnniversary(
  cursor: ContactCursor,
  type: typeof BIRTHDAY | typeof EFFECTIVE_DATE | typeof AEP,
  priority: number,
  event: Day,
  ideal: Day,
): void {
  const { rows } = cursor
  const row = rows.add(cursor.contact, type, priority, event, ideal, event)
  rows.label[row] = cursor.book.labels.ofAnniversary(type)
  settle(cursor, row)
}

/** Adds the campaigns in which the contact is enrolled. */
function addEnrolled(cursor: ContactCursor): void {
  const { book, contacts, contact } = cursor
  const { instances } = book.campaigns
  const { start, instance, takesPart } = contacts.enrolments
  const end = start[contact + 1]
  for (let e = start[contact]; e < end; e++) {
    if (takesPart[e] === 1 && instances[instance[e]].takesPart && !isRepeated(cursor, e)) {
      addCampaign(cursor, instance[e], triggerOf(cursor, e))
    }
  }
}

/** Adds the campaigns that target all contacts and in which the contact has no enrolment of its own. */
function addTargetAll(cursor: ContactCursor): void {
  const { book, contacts, contact } = cursor
  const { start, instance } = contacts.enrolments
  const end = start[contact + 1]
  for (let t = 0; t < book.targetAll.length; t++) {
    const index = book.targetAll[t]
    const campaign = book.campaigns.instances[index]
    if (campaign.orgId !== null && !isOfOrg(cursor, campaign)) continue
    let explicit = false
    for (let e = start[contact]; e < end && !explicit; e++) explicit = instance[e] === index
    if (!explicit) addCampaign(cursor, index, campaign.startDate)
  }
}

function isOfOrg({ contacts, contact }: ContactCursor, { orgLow, orgHigh }: CampaignInstance): boolean {
  return contacts.orgId32[2 * contact] === orgLow && contacts.orgId32[2 * contact + 1] === orgHigh
}

/** Whether an earlier enrolment that takes part has the same instance and trigger date. */
function isRepeated(cursor: ContactCursor, e: number): boolean {
  const { start, instance, takesPart } = cursor.contacts.enrolments
  for (let other = start[cursor.contact]; other < e; other++) {
    if (takesPart[other] !== 1 || instance[other] !== instance[e]) continue
    if (triggerOf(cursor, other) === triggerOf(cursor, e)) return true
  }
  return false
}

function triggerOf({ book, contacts }: ContactCursor, e: number): Day {
  const { instance, trigger } = contacts.enrolments
  return triggerDay(book.campaigns, instance[e], trigger[e])
}

function addCampaign(cursor: ContactCursor, instance: number, trigger: Day): void {
  if (trigger === NO_DAY) return
  const { book, rows } = cursor
  const campaign = book.campaigns.instances[instance]
  const ideal = trigger - campaign.daysBeforeEvent
  let latest = campaign.daysBeforeEvent > 0 ? trigger : ideal + book.config.timing.campaign_latest_days
  if (campaign.endDate !== NO_DAY && campaign.endDate < latest) latest = campaign.endDate
  const row = rows.add(cursor.contact, campaign.type, campaign.priority, trigger, ideal, latest)
  rows.respectsWindows[row] = campaign.respectsWindows ? 1 : 0
  rows.instance[row] = instance
  rows.label[row] = book.labels.ofCampaign(instance)
  settle(cursor, row)
}
