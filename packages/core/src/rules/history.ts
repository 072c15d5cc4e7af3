/**
 * What history says about a candidate: it is settled already, or an earlier run planned it for a day that can
 * be kept.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { EARLIER_PLAN } from "../domain/decision.ts"
import { isCampaign } from "../domain/email-type.ts"

/** How many days before the ideal date a history row without event date still settles a candidate. */
const SETTLING_DAYS_BEFORE_IDEAL = 60

/**
 * The history row that settles a candidate, or −1. It has the same contact, type and, for campaigns,
 * instance, and the same event date. A row without event date settles the candidate if its send date lies in
 * [ideal − 60, latest]; for campaigns the same instance is enough.
 */
export function settlingRow(
  contacts: ContactColumns,
  i: number,
  type: number,
  instance: number,
  event: Day,
  ideal: Day,
  latest: Day,
): number {
  const history = contacts.history
  const end = history.start[i + 1]
  for (let h = history.start[i]; h < end; h++) {
    if (history.type[h] !== type || history.status[h] === EARLIER_PLAN) continue
    if (isCampaign(type) && history.instance[h] !== instance) continue
    const itsEvent = history.event[h]
    if (itsEvent !== NO_DAY) {
      if (itsEvent === event) return h
    } else {
      const sentOn = history.sentOn[h]
      if (isCampaign(type) || (sentOn >= ideal - SETTLING_DAYS_BEFORE_IDEAL && sentOn <= latest)) return h
    }
  }
  return -1
}

/**
 * The first day after `after` and not after `latest` for which an earlier run planned the same email; NO_DAY
 * if there is none. Calling it with the previous result as `after` gives the days one by one.
 */
export function plannedDayAfter(
  contacts: ContactColumns,
  i: number,
  type: number,
  instance: number,
  event: Day,
  after: Day,
  latest: Day,
): Day {
  const history = contacts.history
  const end = history.start[i + 1]
  let best = NO_DAY
  for (let h = history.start[i]; h < end; h++) {
    if (history.status[h] !== EARLIER_PLAN || history.type[h] !== type || history.event[h] !== event) continue
    if (isCampaign(type) && history.instance[h] !== instance) continue
    const day = history.sentOn[h]
    if (day > after && day <= latest && (best === NO_DAY || day < best)) best = day
  }
  return best
}
