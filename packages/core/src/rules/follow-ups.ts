/** Follow-ups: one for each recently sent email, chosen by what the contact has done since. */

import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import {
  EARLIER_PLAN,
  HISTORY_DELIVERED,
  HISTORY_SENT,
  PRE_SCHEDULED,
  SUPERSEDED,
} from "../domain/decision.ts"
import {
  FIRST_CAMPAIGN,
  FIRST_FOLLOWUP,
  FIXED_EMAIL_TYPES,
  isFollowup,
  PARENT_EMAIL_TYPES,
  POST_WINDOW,
} from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { setFollowupReleaseDay } from "./release-day.ts"
import type { Rulebook } from "./rulebook.ts"

/** Upper bound of the number of rows that {@link addFollowups} adds. */
export function followupBound({ contacts, contact }: ContactCursor): number {
  const { start } = contacts.history
  return start[contact + 1] - start[contact]
}

export function addFollowups(cursor: ContactCursor): void {
  const { book, contacts, rows, contact } = cursor
  const { timing } = book.config
  const history = contacts.history
  const end = history.start[contact + 1]
  const firstFollowup = rows.count
  for (let h = history.start[contact]; h < end; h++) {
    const priority = parentPriority(cursor, h)
    if (priority === NO_FOLLOWUPS || hasFollowup(cursor, h) || repeatsParent(cursor, h)) continue
    const sentOn = history.sentOn[h]
    const type = FIRST_FOLLOWUP + behaviour(cursor, sentOn)
    if (!followupEnabled(book, type)) continue
    const ideal = sentOn + timing.followup_days_after
    const latest = Math.max(ideal, sentOn + timing.followup_lookback_days)
    const row = rows.add(contact, type, priority, history.event[h], ideal, latest)
    rows.history[row] = h
    rows.instance[row] = history.instance[h]
    rows.label[row] = book.labels.ofFollowup(type, history.type[h], history.instance[h])
    setFollowupReleaseDay(cursor, row)
  }
  supersede(cursor, firstFollowup)
}

/**
 * If several follow-ups fall on one day, keeps the one of the latest parent and skips the others. Nothing
 * moves follow-ups, so this happens before days are counted: a skipped follow-up adds no load to its day.
 * @param firstFollowup first row of the contact's follow-ups
 */
function supersede({ contacts, rows }: ContactCursor, firstFollowup: number): void {
  for (let row = firstFollowup; row < rows.count; row++) {
    if (rows.status[row] !== PRE_SCHEDULED) continue
    for (let other = firstFollowup; other < rows.count; other++) {
      if (other === row || rows.status[other] !== PRE_SCHEDULED || rows.send[other] !== rows.send[row])
        continue
      if (compareParents(contacts, rows, other, row) <= 0) continue
      rows.skip(row, SUPERSEDED)
      break
    }
  }
}

/** Compares parents by send date, then by id. Positive if the parent of `a` is the later one. */
function compareParents(contacts: ContactColumns, rows: RowColumns, a: number, b: number): number {
  const { sentOn, id32 } = contacts.history
  const parentA = rows.history[a]
  const parentB = rows.history[b]
  return (
    sentOn[parentA] - sentOn[parentB] ||
    id32[2 * parentA + 1] - id32[2 * parentB + 1] ||
    (id32[2 * parentA] >>> 0) - (id32[2 * parentB] >>> 0)
  )
}

const NO_FOLLOWUPS = -1

/** Priority of the follow-up of a history row; {@link NO_FOLLOWUPS} if the row is no parent. */
function parentPriority({ book, contacts }: ContactCursor, h: number): number {
  const { sentOn, status } = contacts.history
  const day = sentOn[h]
  if (day > book.today || day < book.today - book.config.timing.followup_lookback_days) return NO_FOLLOWUPS
  if (status[h] !== HISTORY_SENT && status[h] !== HISTORY_DELIVERED) return NO_FOLLOWUPS
  const type = contacts.history.type[h]
  if (type >= 0 && type <= POST_WINDOW) {
    return book.config.email_types[PARENT_EMAIL_TYPES[type]].priority
  }
  if (type < FIRST_CAMPAIGN) return NO_FOLLOWUPS
  const instance = book.campaigns.instances[contacts.history.instance[h]]
  if (instance !== undefined) return instance.followups ? instance.priority : NO_FOLLOWUPS
  const campaign = book.campaigns.types[type - FIRST_CAMPAIGN]
  return campaign?.enable_followups === true ? campaign.priority : NO_FOLLOWUPS
}

/**
 * Whether another history row with the same id is the parent instead. Of several rows with one id the one
 * sent last is the parent; of those sent on one day, the first.
 */
function repeatsParent(cursor: ContactCursor, parent: number): boolean {
  const { start, id32, sentOn } = cursor.contacts.history
  const end = start[cursor.contact + 1]
  for (let h = start[cursor.contact]; h < end; h++) {
    if (h === parent || id32[2 * h] !== id32[2 * parent] || id32[2 * h + 1] !== id32[2 * parent + 1]) continue
    const later = sentOn[h] - sentOn[parent]
    if (later < 0 || (later === 0 && h > parent)) continue
    if (parentPriority(cursor, h) !== NO_FOLLOWUPS) return true
  }
  return false
}

/**
 * Whether history holds a follow-up of this parent. A follow-up without a parent id counts if it was sent or
 * queued on or after the parent's send date.
 */
export function hasFollowup({ contacts, contact }: ContactCursor, parent: number): boolean {
  const history = contacts.history
  const end = history.start[contact + 1]
  for (let h = history.start[contact]; h < end; h++) {
    if (!isFollowup(history.type[h]) || history.status[h] === EARLIER_PLAN) continue
    if (history.hasParent[h] === 1) {
      if (
        history.parentId32[2 * h] === history.id32[2 * parent] &&
        history.parentId32[2 * h + 1] === history.id32[2 * parent + 1]
      ) {
        return true
      }
    } else if (history.sentOn[h] >= history.sentOn[parent]) return true
  }
  return false
}

/**
 * Index into FOLLOWUP_BEHAVIORS of what the contact did on or after the day of the send. The strongest
 * behaviour wins.
 */
function behaviour({ contacts, contact: i }: ContactCursor, sentOn: Day): number {
  if (contacts.answeredYesOn[i] >= sentOn) return 3
  if (contacts.answeredOn[i] >= sentOn) return 2
  if (contacts.clickedOn[i] >= sentOn) return 1
  return 0
}

function followupEnabled(book: Rulebook, type: number): boolean {
  const name = FIXED_EMAIL_TYPES[type]
  return book.config.email_types[name].enabled
}
