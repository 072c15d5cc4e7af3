/**
 * Adds the emails that a contact could get: birthday, effective date, AEP and campaigns. Settled ones are
 * added too and marked.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { nextAnniversary } from "../day/anniversary.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { type CampaignInstance, triggerDay } from "../domain/campaign.ts"
import { SETTLED } from "../domain/decision.ts"
import { AEP, BIRTHDAY, EFFECTIVE_DATE } from "../domain/email-type.ts"
import { settlingRow } from "./history.ts"
import type { Rulebook } from "./rulebook.ts"

/** Upper bound of the number of rows that {@link addCandidates} adds for one contact. */
export function candidateBound(book: Rulebook, contacts: ContactColumns, i: number): number {
  const { start } = contacts.enrolments
  return 3 + book.targetAll.length + start[i + 1] - start[i]
}

export function addCandidates(book: Rulebook, contacts: ContactColumns, i: number, rows: RowColumns): void {
  const { email_types, timing } = book.config
  const birthDate = contacts.birthDate[i]
  if (email_types.birthday.enabled && birthDate !== NO_DAY) {
    const event = nextAnniversary(birthDate, book.today)
    const ideal = event - timing.birthday_days_before
    addAnniversary(book, contacts, i, rows, BIRTHDAY, email_types.birthday.priority, event, ideal)
  }
  const effectiveDate = contacts.effectiveDate[i]
  if (email_types.effective_date.enabled && effectiveDate !== NO_DAY) {
    const event = nextAnniversary(effectiveDate, book.today)
    const ideal = event - timing.effective_date_days_before
    addAnniversary(book, contacts, i, rows, EFFECTIVE_DATE, email_types.effective_date.priority, event, ideal)
  }
  if (email_types.aep.enabled) {
    addAnniversary(book, contacts, i, rows, AEP, email_types.aep.priority, book.aepEvent, book.aepIdeal)
  }
  addCampaigns(book, contacts, i, rows)
}

function addAnniversary(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  type: typeof BIRTHDAY | typeof EFFECTIVE_DATE | typeof AEP,
  priority: number,
  event: Day,
  ideal: Day,
): void {
  const row = rows.add(i, type, priority, event, ideal, event)
  rows.label[row] = book.labels.ofAnniversary(type)
  settle(contacts, i, rows, row)
}

function addCampaigns(book: Rulebook, contacts: ContactColumns, i: number, rows: RowColumns): void {
  const { instances } = book.campaigns
  const { start, instance, takesPart } = contacts.enrolments
  const first = start[i]
  const end = start[i + 1]
  for (let e = first; e < end; e++) {
    const index = instance[e]
    if (takesPart[e] === 1 && instances[index].takesPart && !repeated(book, contacts, first, e)) {
      addCampaign(book, contacts, i, rows, index, triggerOf(book, contacts, e))
    }
  }
  for (let t = 0; t < book.targetAll.length; t++) {
    const index = book.targetAll[t]
    const campaign = instances[index]
    if (campaign.orgId !== null && !isOrg(contacts, i, campaign)) continue
    let explicit = false
    for (let e = first; e < end && !explicit; e++) explicit = instance[e] === index
    if (!explicit) addCampaign(book, contacts, i, rows, index, campaign.startDate)
  }
}

function isOrg(contacts: ContactColumns, i: number, campaign: CampaignInstance): boolean {
  return contacts.orgId32[2 * i] === campaign.orgLow && contacts.orgId32[2 * i + 1] === campaign.orgHigh
}

/** Whether an earlier enrolment that takes part has the same instance and trigger date. */
function repeated(book: Rulebook, contacts: ContactColumns, first: number, e: number): boolean {
  const { instance, takesPart } = contacts.enrolments
  for (let other = first; other < e; other++) {
    if (takesPart[other] !== 1 || instance[other] !== instance[e]) continue
    if (triggerOf(book, contacts, other) === triggerOf(book, contacts, e)) return true
  }
  return false
}

function triggerOf(book: Rulebook, contacts: ContactColumns, e: number): Day {
  const { instance, trigger } = contacts.enrolments
  return triggerDay(book.campaigns, instance[e], trigger[e])
}

function addCampaign(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  instance: number,
  trigger: Day,
): void {
  if (trigger === NO_DAY) return
  const campaign = book.campaigns.instances[instance]
  const ideal = trigger - campaign.daysBeforeEvent
  let latest = campaign.daysBeforeEvent > 0 ? trigger : ideal + book.config.timing.campaign_latest_days
  if (campaign.endDate !== NO_DAY && campaign.endDate < latest) latest = campaign.endDate
  const row = rows.add(i, campaign.type, campaign.priority, trigger, ideal, latest)
  rows.respectsWindows[row] = campaign.respectsWindows ? 1 : 0
  rows.instance[row] = instance
  rows.label[row] = book.labels.ofCampaign(instance)
  settle(contacts, i, rows, row)
}

/** Marks a new row as settled if history settles it. */
export function settle(contacts: ContactColumns, i: number, rows: RowColumns, row: number): void {
  const by = settlingRow(
    contacts,
    i,
    rows.type[row],
    rows.instance[row],
    rows.event[row],
    rows.ideal[row],
    rows.latest[row],
  )
  if (by < 0) return
  rows.status[row] = SETTLED
  rows.history[row] = by
}
