/**
 * How far a row may move, and on which days it causes no follow-up:
 *
 *      release ├───────────────────┤ deadline     not after `latest`, and before the contact's next window
 *                            ├─────┤ quiet days   if sent on one of these, the follow-up would be in a window
 *
 * If follow-ups are not foreseen, no day is quiet. If they are, all days of an email that causes none are
 * quiet.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import { KEPT, NOT_SKIPPED } from "../domain/decision.ts"
import { anchorExclusion, insideContactWindow, windowsOf } from "../rules/contact-window.ts"
import { causesFollowup } from "../rules/followups.ts"
import { plannedDayAfter } from "../rules/history.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { found, mergedWindow, nextWindowStart } from "../rules/window.ts"
import { LONGEST_WAIT } from "./cell.ts"

/** The result of the last {@link findReach}. If no day is quiet, `quietFrom` is 0 and `quietThrough` −1. */
export const reach = { deadline: 0, quietFrom: 0, quietThrough: -1 }

/** Puts the reach of a row that is released on `release` into {@link reach}. */
export function findReach(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  release: Day,
): void {
  const i = rows.contact[row]
  const latest = Math.min(rows.latest[row], release + LONGEST_WAIT)
  const respects = rows.respectsWindows[row] === 1
  const shapes = windowsOf(book, contacts, i)
  const causes = book.foresees && causesFollowup(book, rows.type[row], rows.instance[row])
  reach.deadline = latest
  reach.quietFrom = 0
  reach.quietThrough = -1
  if (book.foresees && !causes) {
    reach.quietFrom = release
    reach.quietThrough = NO_LIMIT
  }
  if (shapes.length > 0 && (respects || causes)) {
    const birthDate = contacts.birthDate[i]
    const effectiveDate = contacts.effectiveDate[i]
    const after = causes ? book.config.timing.followup_days_after : 0
    const start = nextWindowStart(shapes, birthDate, effectiveDate, release, latest + after)
    if (respects) reach.deadline = Math.min(latest, start - 1)
    if (causes) findQuietDays(book, contacts, i, release, start, respects)
  }
  if (reach.quietThrough > reach.deadline) reach.quietThrough = reach.deadline
  if (reach.quietFrom <= reach.quietThrough) return
  reach.quietFrom = 0
  reach.quietThrough = -1
}

const NO_LIMIT = 2 ** 30

/**
 * Puts the quiet days of a row that causes a follow-up into {@link reach}.
 * @param start first day of the next window after `release`; a day beyond all that matter if there is none
 */
function findQuietDays(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  release: Day,
  start: Day,
  respects: boolean,
): void {
  const after = book.config.timing.followup_days_after
  const birthDate = contacts.birthDate[i]
  // A year-round rule is a window too. Without a window, only a missing birth date excludes.
  const mayStand = birthDate === NO_DAY || !respects
  if (mayStand && anchorExclusion(book, contacts, i, release + after) !== NOT_SKIPPED) {
    reach.quietFrom = release
    reach.quietThrough = NO_LIMIT
    return
  }
  // An email that respects windows is never released inside one.
  const isInside = !respects && insideContactWindow(book, contacts, i, release + after)
  const inside = isInside ? release + after : start
  if (inside - after > reach.deadline) return
  mergedWindow(windowsOf(book, contacts, i), birthDate, contacts.effectiveDate[i], inside, inside)
  reach.quietFrom = Math.max(release, inside - after)
  reach.quietThrough = Math.min(NO_LIMIT, found.end - after)
}

/**
 * The announced day of a row: the first day on or after today for which an earlier run planned it, if that is
 * between `release` and `deadline`; otherwise NO_DAY. Late emails are released on the day that they keep.
 */
export function announcedDay(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  release: Day,
  deadline: Day,
): Day {
  if (!book.foresees) return NO_DAY
  if (rows.ideal[row] < book.today) return rows.moved[row] === KEPT ? release : NO_DAY
  const day = plannedDayAfter(
    contacts,
    rows.contact[row],
    rows.type[row],
    rows.instance[row],
    rows.event[row],
    book.today - 1,
    deadline,
  )
  return day >= release ? day : NO_DAY
}
