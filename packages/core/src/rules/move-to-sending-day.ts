/** Moves an email whose day is no sending day of its organisation to one that is. */
import { type Day, NO_DAY } from "../day/civil.ts"
import { NO_SENDING_DAY, PRE_SCHEDULED, SENDING_DAY } from "../domain/decision.ts"
import { isCampaign, POST_WINDOW } from "../domain/email-type.ts"
import { previousCongruentDay } from "./catch-up.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { insideWindow, nextWindowStart } from "./windows.ts"

/** Whether the row is of a campaign whose emails go on any day. */
function goesOnAnyDay({ book, rows }: ContactCursor, row: number): boolean {
  return isCampaign(rows.type[row]) && book.campaigns.instances[rows.instance[row]].anyDay
}

/** Whether the email may go on `day`, as far as sending days are concerned. */
export function mayGoOn(cursor: ContactCursor, row: number, day: Day): boolean {
  return cursor.organisation.sendingDays.isSendingDay(day) || goesOnAnyDay(cursor, row)
}

/**
 * Whether a planned email stays on its day whatever the load, because it goes on any day and that day is no sending day.
 * Load balancing gives such days no capacity.
 */
export function isFixedDay(cursor: ContactCursor, row: number): boolean {
  return !cursor.organisation.sendingDays.isSendingDay(cursor.rows.send[row])
}

/**
 * Moves a released row to the next sending day that is not after its latest date, if it does not come to a window before;
 * otherwise to the last sending day before it. Skips the row if there is neither.
 */
export function moveToSendingDay(cursor: ContactCursor, row: number): void {
  const { rows } = cursor
  if (rows.status[row] !== PRE_SCHEDULED || mayGoOn(cursor, row, rows.send[row])) return
  const day = sendingDayFor(cursor, row, rows.send[row])
  if (day === NO_DAY) rows.skip(row, NO_SENDING_DAY)
  else move(cursor, row, day)
}

/** The sending day to which the row moves from `day`, which is none; NO_DAY if there is none. */
export function sendingDayFor(cursor: ContactCursor, row: number, day: Day): Day {
  const next = nextSendingDay(cursor, row, day)
  return next === NO_DAY ? lastSendingDay(cursor, row, day) : next
}

/**
 * Moves a late row to the sending day for which it has been waiting since its ideal date, or since the congruent day before
 * today. A run on that earlier day gave it the same day. False if it waits for none.
 */
export function moveToAwaitedDay(cursor: ContactCursor, row: number, spread: number): boolean {
  if (cursor.organisation.sendingDays.isEveryDay) return false
  const since = waitingSince(cursor, row, spread)
  if (since === NO_DAY) return false
  move(cursor, row, nextSendingDay(cursor, row, since))
  return true
}

/** The day since which a late row has been waiting for a sending day that is today or later; NO_DAY if it waits for none. */
export function waitingSince(cursor: ContactCursor, row: number, spread: number): Day {
  const { book, rows, windows } = cursor
  const since = Math.max(rows.ideal[row], previousCongruentDay(cursor, row, spread))
  if (mayGoOn(cursor, row, since)) return NO_DAY
  if (rows.respectsWindows[row] === 1 && insideWindow(windows, since)) return NO_DAY
  return nextSendingDay(cursor, row, since) >= book.today ? since : NO_DAY
}

function move({ rows }: ContactCursor, row: number, day: Day): void {
  rows.send[row] = day
  rows.moved[row] = SENDING_DAY
}

/** @param day a day outside of the windows that the row respects */
function nextSendingDay({ organisation, rows, windows }: ContactCursor, row: number, day: Day): Day {
  const next = organisation.sendingDays.nextAfter(day, rows.latest[row])
  if (next === NO_DAY || rows.respectsWindows[row] === 0) return next
  return nextWindowStart(windows, day, next) > next ? next : NO_DAY
}

function lastSendingDay({ book, organisation, rows, windows }: ContactCursor, row: number, from: Day): Day {
  // A post-window email never goes before the end of its window.
  const earliest = rows.type[row] === POST_WINDOW ? Math.max(book.today, rows.ideal[row]) : book.today
  let day = organisation.sendingDays.lastBefore(from, earliest)
  while (day !== NO_DAY && rows.respectsWindows[row] === 1 && insideWindow(windows, day)) {
    day = organisation.sendingDays.lastBefore(day, earliest)
  }
  return day
}
