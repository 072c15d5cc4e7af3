/**
 * The release day: the first day on which an email may go, before balancing. The order of the steps is that of
 * docs/reference/rules.md.
 */
import { EXCLUSION_WINDOW, NOT_SKIPPED } from "../domain/decision.ts"
import { keepAnnouncedDay } from "./announced.ts"
import { catchUp } from "./catch-up.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { exclusionAtIdeal } from "./exclusion.ts"
import { moveToAwaitedDay, moveToSendingDay } from "./move-to-sending-day.ts"
import { insideWindow } from "./windows.ts"

/** Gives a new row its release day, or skips it. */
export function setReleaseDay(cursor: ContactCursor, row: number): void {
  if (!skipOrPlanOnTime(cursor, row) && !keepAnnouncedDay(cursor, row)) {
    catchUpOutsideWindows(cursor, row, cursor.book.config.load_balancing.catch_up_spread_days)
  }
  moveToSendingDay(cursor, row)
}

/** The same for a follow-up, which keeps no announced day and has a spread of its own. */
export function setFollowupReleaseDay(cursor: ContactCursor, row: number): void {
  if (!skipOrPlanOnTime(cursor, row)) {
    catchUpOutsideWindows(cursor, row, cursor.book.config.timing.followup_catch_up_spread_days)
  }
  moveToSendingDay(cursor, row)
}

/** Skips a row that is excluded at its ideal date, and leaves one that is on time there. False if the row is late. */
function skipOrPlanOnTime(cursor: ContactCursor, row: number): boolean {
  const exclusion = exclusionAtIdeal(cursor, row)
  if (exclusion !== NOT_SKIPPED) {
    cursor.rows.skip(row, exclusion)
    return true
  }
  return cursor.rows.ideal[row] >= cursor.book.today
}

function catchUpOutsideWindows(cursor: ContactCursor, row: number, spread: number): void {
  const { rows } = cursor
  if (moveToAwaitedDay(cursor, row, spread)) return
  catchUp(cursor, row, spread)
  if (rows.respectsWindows[row] === 1 && insideWindow(cursor.windows, rows.send[row])) {
    rows.skip(row, EXCLUSION_WINDOW)
  }
}
