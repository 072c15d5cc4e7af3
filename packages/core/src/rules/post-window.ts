/** Post-window emails: one for each window in which an email fell, on the day after the window ends. */
import { standsForBit } from "../columns/labels.ts"
import { anniversary, inYear } from "../day/anniversary.ts"
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { EXCLUSION_WINDOW, NOT_SKIPPED, SETTLED } from "../domain/decision.ts"
import { AEP, BIRTHDAY, EFFECTIVE_DATE, isCampaign, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { stateExclusion } from "./exclusion.ts"
import { isHeldOut } from "./holdout.ts"
import { hasOptedOutOf } from "./opt-outs.ts"
import { setReleaseDay } from "./release-day.ts"
import { settle, settledBy } from "./settled.ts"
import { firstYearNear, LOOK_BACK_DAYS, lastYearNear, mergedWindow, NO_END, yearWindow } from "./windows.ts"

/** Upper bound of the number of windows of one rule that reach the days around today. */
const MAX_BEGUN_WINDOWS = 8

/**
 * Upper bound of the number of rows that {@link addPostWindows} adds for a contact that has `candidates` rows
 * so far.
 */
export function postWindowBound({ windows }: ContactCursor, candidates: number): number {
  const rules = windows.shapes.length
  return rules === 0 ? 0 : candidates + MAX_BEGUN_WINDOWS * rules
}

/** Adds the post-window emails of the contact. Its rows must be its released candidates and nothing else. */
export function addPostWindows(cursor: ContactCursor): void {
  const { book, rows, firstRow, windows } = cursor
  if (windows.shapes.length === 0 || !book.config.email_types.post_window.enabled) return
  addForBegunWindows(cursor)
  const candidatesEnd = rows.count
  for (let row = firstRow; row < candidatesEnd; row++) {
    if (rows.reason[row] !== EXCLUSION_WINDOW || rows.type[row] === POST_WINDOW) continue
    addForWindow(cursor, rows.send[row], rows.send[row])
  }
}

/**
 * Adds the emails of windows that have begun by today and whose post-window email is not past its latest
 * date.
 */
function addForBegunWindows(cursor: ContactCursor): void {
  const { windows } = cursor
  const { today, config } = cursor.book
  const earliestEnd = today - config.timing.post_window_latest_days - 1
  for (let s = 0; s < windows.shapes.length; s++) {
    const shape = windows.shapes[s]
    const last = lastYearNear(shape, today)
    for (let year = firstYearNear(shape, earliestEnd); year <= last; year++) {
      if (!yearWindow(windows, shape, year)) continue
      if (windows.start > today || windows.end < earliestEnd) continue
      addForWindow(cursor, Math.max(windows.start, today - LOOK_BACK_DAYS), windows.end)
    }
  }
}

/**
 * Adds the post-window email of the merged window around the excluded days `[knownStart, knownEnd]`, unless it has been added
 * already or no email fell into the window.
 */
function addForWindow(cursor: ContactCursor, knownStart: Day, knownEnd: Day): void {
  const { book, rows, windows } = cursor
  mergedWindow(windows, knownStart, knownEnd)
  const start = Math.max(windows.start, book.today - LOOK_BACK_DAYS)
  const end = windows.end
  if (end === NO_END) return
  const ideal = end + 1
  if (isAdded(cursor, ideal) || stateExclusion(cursor, ideal) !== NOT_SKIPPED) return
  const standsFor = swallowed(cursor, start, end)
  if (standsFor === 0) return
  const { priority } = book.config.email_types.post_window
  const latest = ideal + book.config.timing.post_window_latest_days
  if (latest < book.today) return
  const row = rows.add(cursor.contact, POST_WINDOW, priority, ideal, ideal, latest)
  rows.label[row] = book.labels.ofPostWindow(standsFor)
  settle(cursor, row)
  if (rows.status[row] !== SETTLED) setReleaseDay(cursor, row)
}

function isAdded({ rows, firstRow }: ContactCursor, ideal: Day): boolean {
  for (let row = firstRow; row < rows.count; row++) {
    if (rows.type[row] === POST_WINDOW && rows.ideal[row] === ideal) return true
  }
  return false
}

/**
 * The email types that fall into the window [start, end] and that history has not settled, as a sum of {@link
 * standsForBit}s.
 */
function swallowed(cursor: ContactCursor, start: Day, end: Day): number {
  const { email_types } = cursor.book.config
  let standsFor = 0
  if (
    (email_types.birthday.enabled && occursInside(cursor, BIRTHDAY, start, end)) ||
    releasedInside(cursor, BIRTHDAY, start, end)
  ) {
    standsFor += standsForBit(BIRTHDAY)
  }
  if (
    (email_types.effective_date.enabled && occursInside(cursor, EFFECTIVE_DATE, start, end)) ||
    releasedInside(cursor, EFFECTIVE_DATE, start, end)
  ) {
    standsFor += standsForBit(EFFECTIVE_DATE)
  }
  if (
    (email_types.aep.enabled && aepOccursInside(cursor, start, end)) ||
    releasedInside(cursor, AEP, start, end)
  ) {
    standsFor += standsForBit(AEP)
  }
  return standsFor + swallowedCampaigns(cursor, start, end)
}

/** Whether an unsettled birthday or effective-date email has its ideal date in [start, end], in any year. */
function occursInside(
  cursor: ContactCursor,
  type: typeof BIRTHDAY | typeof EFFECTIVE_DATE,
  start: Day,
  end: Day,
): boolean {
  const { windows, book } = cursor
  const { birthday_days_before, effective_date_days_before } = book.config.timing
  const date = type === BIRTHDAY ? windows.birthDate : windows.effectiveDate
  const daysBefore = type === BIRTHDAY ? birthday_days_before : effective_date_days_before
  if (date === NO_DAY) return false
  const last = yearOf(end + daysBefore)
  for (let year = yearOf(start + daysBefore); year <= last; year++) {
    const event = anniversary(date, year)
    const ideal = event - daysBefore
    if (ideal >= start && ideal <= end && isOpen(cursor, type, event, ideal)) return true
  }
  return false
}

function aepOccursInside(cursor: ContactCursor, start: Day, end: Day): boolean {
  const { aepOpensOn, aepSendOn } = cursor.book
  const last = yearOf(end)
  for (let year = yearOf(start); year <= last; year++) {
    const ideal = inYear(aepSendOn, year)
    if (ideal >= start && ideal <= end && isOpen(cursor, AEP, inYear(aepOpensOn, year), ideal)) return true
  }
  return false
}

/**
 * Whether only a window can stop an anniversary email: it is not settled, the contact wants its type, and neither a
 * year-round rule nor a missing birth date excludes it.
 */
function isOpen(cursor: ContactCursor, type: number, event: Day, ideal: Day): boolean {
  return (
    settledBy(cursor, type, event, ideal, event) < 0 &&
    !hasOptedOutOf(cursor, type) &&
    stateExclusion(cursor, ideal) === NOT_SKIPPED
  )
}

/** The same for a row of this run. */
function isOpenRow(cursor: ContactCursor, row: number): boolean {
  const { rows } = cursor
  return (
    rows.status[row] !== SETTLED &&
    !hasOptedOutOf(cursor, rows.type[row]) &&
    stateExclusion(cursor, rows.ideal[row]) === NOT_SKIPPED
  )
}

/** Whether this run has an unsettled row of the type that is dated in [start, end]. */
function releasedInside(cursor: ContactCursor, type: number, start: Day, end: Day): boolean {
  const { rows, firstRow } = cursor
  for (let row = firstRow; row < rows.count; row++) {
    const send = rows.send[row]
    if (rows.type[row] === type && send >= start && send <= end && isOpenRow(cursor, row)) return true
  }
  return false
}

/**
 * Types of the campaign emails that respect windows and whose ideal or release date lies in [start, end],
 * each once, as a sum of {@link standsForBit}s. Campaigns that hold the contact out do not count.
 */
function swallowedCampaigns(cursor: ContactCursor, start: Day, end: Day): number {
  const { rows, firstRow } = cursor
  let standsFor = 0
  for (let row = firstRow; row < rows.count; row++) {
    const type = rows.type[row]
    if (!isCampaign(type) || rows.respectsWindows[row] === 0 || !isOpenRow(cursor, row)) continue
    if (isHeldOut(cursor, row)) continue
    const ideal = rows.ideal[row]
    const send = rows.send[row]
    if ((ideal < start || ideal > end) && (send < start || send > end)) continue
    const bit = standsForBit(type)
    if (Math.floor(standsFor / bit) % 2 === 0) standsFor += bit
  }
  return standsFor
}
