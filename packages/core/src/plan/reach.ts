/**
 * How far a row may move, and what it causes on the way:
 *
 *      release ├───────────────────┤ deadline        not past `latest`, nor across the start of the contact's next window
 *                            ├─────┤ quiet days      sent on one of these, its follow-up would fall into a window
 *
 * Where follow-ups are not foreseen, no day is quiet; emails that cause none have quiet days only.
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

/** The reach found last. Where no day is quiet, `quietFrom` is 0 and `quietThrough` −1. */
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

/** @param start of the first window that begins after `release`; later than all that matters where there is none */
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
  // A year-round rule is a window too; only a missing birth date excludes without one.
  const mayStand = birthDate === NO_DAY || !respects
  if (mayStand && anchorExclusion(book, contacts, i, release + after) !== NOT_SKIPPED) {
    reach.quietFrom = release
    reach.quietThrough = NO_LIMIT
    return
  }
  // An email that respects windows is released outside of them.
  const isInside = !respects && insideContactWindow(book, contacts, i, release + after)
  const inside = isInside ? release + after : start
  if (inside - after > reach.deadline) return
  mergedWindow(windowsOf(book, contacts, i), birthDate, contacts.effectiveDate[i], inside, inside)
  reach.quietFrom = Math.max(release, inside - after)
  reach.quietThrough = Math.min(NO_LIMIT, found.end - after)
}

/**
 * The day from `release` to `deadline` that an earlier run has announced for a row; NO_DAY where it has announced none of
 * them first. Late emails are released on the day that they keep.
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
