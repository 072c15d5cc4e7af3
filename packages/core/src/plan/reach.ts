/**
 * How far a row may move, and on which days it causes no follow-up:
 *
 *      release ├───────────────────┤ deadline     the last sending day that is not after `latest`, and before the
 *                                                 contact's next window
 *                            ├─────┤ quiet days   if sent on one of these, the follow-up would be in a window, or
 *                                                 would have to pass one to reach a sending day
 *
 * If follow-ups are not foreseen, no day is quiet. If they are, all days of an email that causes none are
 * quiet.
 */
import { type Day, NO_DAY } from "../day/civil.ts"
import { KEPT, NOT_SKIPPED } from "../domain/decision.ts"
import { announcedDayAfter } from "../rules/announced.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { stateExclusion } from "../rules/exclusion.ts"
import { causesFollowup } from "../rules/foreseen.ts"
import type { OrganisationRules } from "../rules/organisation-rules.ts"
import { insideWindow, mergedWindow, nextWindowStart } from "../rules/windows.ts"
import { LONGEST_WAIT } from "./cell.ts"

/** Finds the reach of a row that is released on `release`. */
export function findReach(cursor: ContactCursor, row: number, release: Day): void {
  const { book, organisation, rows, windows, reach } = cursor
  const latest = Math.min(rows.latest[row], release + LONGEST_WAIT)
  const respects = rows.respectsWindows[row] === 1
  const causes = book.foresees && causesFollowup(cursor, rows.type[row], rows.instance[row])
  reach.release = release
  reach.deadline = latest
  reach.quietFrom = 0
  reach.quietThrough = -1
  if (book.foresees && !causes) {
    reach.quietFrom = release
    reach.quietThrough = NO_LIMIT
  }
  if (windows.shapes.length > 0 && (respects || causes)) {
    const after = causes ? mostDaysAfter(organisation) : 0
    const start = nextWindowStart(windows, release, latest + after)
    if (respects) reach.deadline = Math.min(latest, start - 1)
    if (causes) findQuietDays(cursor, release, start, respects)
  }
  if (!organisation.sendingDays.isSendingDay(reach.deadline)) {
    reach.deadline = Math.max(release, organisation.sendingDays.lastBefore(reach.deadline, release))
  }
  if (reach.quietThrough > reach.deadline) reach.quietThrough = reach.deadline
  if (reach.quietFrom <= reach.quietThrough) return
  reach.quietFrom = 0
  reach.quietThrough = -1
}

const NO_LIMIT = 2 ** 30

/** The most days from an email to its follow-up. */
function mostDaysAfter({ config, sendingDays }: OrganisationRules): number {
  const { followup_days_after, followup_lookback_days } = config.timing
  return sendingDays.isEveryDay ? followup_days_after : Math.max(followup_days_after, followup_lookback_days)
}

/**
 * Finds the quiet days of a row that causes a follow-up.
 * @param start first day of the next window after `release`; a day beyond all that matter if there is none
 */
function findQuietDays(cursor: ContactCursor, release: Day, start: Day, respects: boolean): void {
  const { book, windows, reach } = cursor
  const { sendingDays } = cursor.organisation
  const after = book.config.timing.followup_days_after
  // A year-round rule is a window too. Without a window, only a missing birth date excludes.
  const mayBeExcluded = windows.birthDate === NO_DAY || !respects
  if (mayBeExcluded && stateExclusion(cursor, release + after) !== NOT_SKIPPED) {
    reach.quietFrom = release
    reach.quietThrough = NO_LIMIT
    return
  }
  // An email that respects windows is never released inside one.
  const isInside = !respects && insideWindow(windows, release + after)
  const inside = isInside ? release + after : start
  // A follow-up that is due after this day would go on the first sending day in the window or after it.
  const before = sendingDays.isEveryDay ? inside - 1 : sendingDays.lastBefore(inside, release + after)
  const lastDue = Math.max(before, release + after - 1)
  if (lastDue + 1 - after > reach.deadline) return
  mergedWindow(windows, inside, inside)
  reach.quietFrom = lastDue + 1 - after
  reach.quietThrough = Math.min(NO_LIMIT, windows.end - after)
}

/**
 * The announced day of a row: the first day on or after today for which an earlier run planned it, if that is
 * between `release` and `deadline`; otherwise NO_DAY. Late emails are released on the day that they keep.
 */
export function announcedDay(cursor: ContactCursor, row: number, release: Day, deadline: Day): Day {
  const { book, rows } = cursor
  if (!book.foresees) return NO_DAY
  if (rows.ideal[row] < book.today) return rows.moved[row] === KEPT ? release : NO_DAY
  const day = announcedDayAfter(cursor, row, book.today - 1, deadline)
  return day >= release && cursor.organisation.sendingDays.isSendingDay(day) ? day : NO_DAY
}
