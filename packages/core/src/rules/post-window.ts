/** Post-window emails: one for each window in which an email fell, on the day after the window ends. */
import type { ContactColumns } from "../columns/contacts.ts"
import { standsForBit } from "../columns/labels.ts"
import type { RowColumns } from "../columns/rows.ts"
import { anniversary, inYear } from "../day/anniversary.ts"
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { EXCLUSION_WINDOW, NOT_SKIPPED, SETTLED } from "../domain/decision.ts"
import { AEP, BIRTHDAY, EFFECTIVE_DATE, isCampaign, POST_WINDOW } from "../domain/email-type.ts"
import { settle } from "./candidates.ts"
import { anchorExclusion, windowsOf } from "./contact-window.ts"
import { settlingRow } from "./history.ts"
import { release } from "./release.ts"
import type { Rulebook } from "./rulebook.ts"
import {
  firstYearNear,
  found,
  LOOK_BACK_DAYS,
  lastYearNear,
  mergedWindow,
  NO_END,
  type WindowShape,
  yearWindow,
} from "./window.ts"

/** Upper bound of the number of windows of one rule that reach the days around today. */
const MAX_BEGUN_WINDOWS = 8

/**
 * Upper bound of the number of rows that {@link addPostWindows} adds for one contact that has `candidates`
 * rows so far.
 */
export function postWindowBound(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  candidates: number,
): number {
  const rules = windowsOf(book, contacts, i).length
  return rules === 0 ? 0 : candidates + MAX_BEGUN_WINDOWS * rules
}

/**
 * Adds the post-window emails of contact `i`. Its rows from `firstRow` on must be its released candidates and
 * nothing else.
 */
export function addPostWindows(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
): void {
  const shapes = windowsOf(book, contacts, i)
  if (shapes.length === 0 || !book.config.email_types.post_window.enabled) return
  addForBegunWindows(book, contacts, i, rows, firstRow, shapes)
  const candidatesEnd = rows.count
  for (let row = firstRow; row < candidatesEnd; row++) {
    if (rows.reason[row] !== EXCLUSION_WINDOW || rows.type[row] === POST_WINDOW) continue
    const day = rows.send[row]
    consider(book, contacts, i, rows, firstRow, shapes, day, day)
  }
}

/**
 * Adds the emails of windows that have begun by today and whose post-window email is not past its latest
 * date.
 */
function addForBegunWindows(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  shapes: ReadonlyArray<WindowShape>,
): void {
  const earliestEnd = book.today - book.config.timing.post_window_latest_days - 1
  for (let s = 0; s < shapes.length; s++) {
    const shape = shapes[s]
    const last = lastYearNear(shape, book.today)
    for (let year = firstYearNear(shape, earliestEnd); year <= last; year++) {
      if (!yearWindow(shape, contacts.birthDate[i], contacts.effectiveDate[i], year)) continue
      if (found.start > book.today || found.end < earliestEnd) continue
      const start = Math.max(found.start, book.today - LOOK_BACK_DAYS)
      consider(book, contacts, i, rows, firstRow, shapes, start, found.end)
    }
  }
}

/**
 * Adds the post-window email of the merged window around `[partStart, partEnd]`, unless it has been added
 * already or no email fell into the window.
 */
function consider(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  shapes: ReadonlyArray<WindowShape>,
  partStart: Day,
  partEnd: Day,
): void {
  mergedWindow(shapes, contacts.birthDate[i], contacts.effectiveDate[i], partStart, partEnd)
  const start = Math.max(found.start, book.today - LOOK_BACK_DAYS)
  const end = found.end
  if (end === NO_END) return
  const ideal = end + 1
  for (let row = firstRow; row < rows.count; row++) {
    if (rows.type[row] === POST_WINDOW && rows.ideal[row] === ideal) return
  }
  if (anchorExclusion(book, contacts, i, ideal) !== NOT_SKIPPED) return
  const standsFor = swallowed(book, contacts, i, rows, firstRow, start, end)
  if (standsFor === 0) return
  const { config } = book
  const latest = ideal + config.timing.post_window_latest_days
  if (latest < book.today) return
  const row = rows.add(i, POST_WINDOW, config.email_types.post_window.priority, ideal, ideal, latest)
  rows.label[row] = book.labels.ofPostWindow(standsFor)
  settle(contacts, i, rows, row)
  if (rows.status[row] !== SETTLED) {
    release(book, contacts, rows, row, config.load_balancing.catch_up_spread_days, true)
  }
}

/**
 * The email types that fall into the window and that history has not settled, as a sum of {@link
 * standsForBit}s.
 */
function swallowed(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  rows: RowColumns,
  firstRow: number,
  start: Day,
  end: Day,
): number {
  const { email_types, timing } = book.config
  let standsFor = 0
  const birthDate = contacts.birthDate[i]
  const effectiveDate = contacts.effectiveDate[i]
  if (
    (email_types.birthday.enabled &&
      birthDate !== NO_DAY &&
      occursInside(book, contacts, i, BIRTHDAY, birthDate, timing.birthday_days_before, start, end)) ||
    releasedInside(book, contacts, rows, firstRow, BIRTHDAY, start, end)
  ) {
    standsFor += standsForBit(BIRTHDAY)
  }
  if (
    (email_types.effective_date.enabled &&
      effectiveDate !== NO_DAY &&
      occursInside(
        book,
        contacts,
        i,
        EFFECTIVE_DATE,
        effectiveDate,
        timing.effective_date_days_before,
        start,
        end,
      )) ||
    releasedInside(book, contacts, rows, firstRow, EFFECTIVE_DATE, start, end)
  ) {
    standsFor += standsForBit(EFFECTIVE_DATE)
  }
  if (
    (email_types.aep.enabled && aepOccursInside(book, contacts, i, start, end)) ||
    releasedInside(book, contacts, rows, firstRow, AEP, start, end)
  ) {
    standsFor += standsForBit(AEP)
  }
  return standsFor + swallowedCampaigns(book, contacts, rows, firstRow, start, end)
}

/** Whether an unsettled anniversary email has its ideal date in [start, end], in any year. */
function occursInside(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  type: number,
  date: Day,
  daysBefore: number,
  start: Day,
  end: Day,
): boolean {
  const last = yearOf(end + daysBefore)
  for (let year = yearOf(start + daysBefore); year <= last; year++) {
    const event = anniversary(date, year)
    const ideal = event - daysBefore
    if (ideal >= start && ideal <= end && isOpen(book, contacts, i, type, event, ideal)) return true
  }
  return false
}

function aepOccursInside(book: Rulebook, contacts: ContactColumns, i: number, start: Day, end: Day): boolean {
  const last = yearOf(end)
  for (let year = yearOf(start); year <= last; year++) {
    const ideal = inYear(book.aepSendOn, year)
    const event = inYear(book.aepOpensOn, year)
    if (ideal >= start && ideal <= end && isOpen(book, contacts, i, AEP, event, ideal)) return true
  }
  return false
}

/**
 * Whether only a window can stop an anniversary email: it is not settled, and neither a year-round rule nor a
 * missing birth date excludes it.
 */
function isOpen(
  book: Rulebook,
  contacts: ContactColumns,
  i: number,
  type: number,
  event: Day,
  ideal: Day,
): boolean {
  return (
    settlingRow(contacts, i, type, -1, event, ideal, event) < 0 &&
    anchorExclusion(book, contacts, i, ideal) === NOT_SKIPPED
  )
}

/** The same for a row of this run. */
function isOpenRow(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): boolean {
  return (
    rows.status[row] !== SETTLED &&
    anchorExclusion(book, contacts, rows.contact[row], rows.ideal[row]) === NOT_SKIPPED
  )
}

/** Whether this run has an unsettled row of the type that is dated in [start, end]. */
function releasedInside(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  firstRow: number,
  type: number,
  start: Day,
  end: Day,
): boolean {
  for (let row = firstRow; row < rows.count; row++) {
    const send = rows.send[row]
    if (rows.type[row] === type && isOpenRow(book, contacts, rows, row) && send >= start && send <= end)
      return true
  }
  return false
}

/**
 * Types of the campaign emails that respect windows and whose ideal or release date lies in [start, end],
 * each once, as a sum of {@link standsForBit}s.
 */
function swallowedCampaigns(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  firstRow: number,
  start: Day,
  end: Day,
): number {
  let standsFor = 0
  for (let row = firstRow; row < rows.count; row++) {
    const type = rows.type[row]
    if (!isCampaign(type) || rows.respectsWindows[row] === 0 || !isOpenRow(book, contacts, rows, row))
      continue
    const ideal = rows.ideal[row]
    const send = rows.send[row]
    if ((ideal < start || ideal > end) && (send < start || send > end)) continue
    const bit = standsForBit(type)
    if (Math.floor(standsFor / bit) % 2 === 0) standsFor += bit
  }
  return standsFor
}
