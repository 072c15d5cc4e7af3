/**
 * Exclusion and catch-up: decides the release day of an email or the reason for which it is skipped. The
 * order of the steps is that of docs/reference/rules.md.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { CATCH_UP, EXCLUSION_WINDOW, EXPIRED, KEPT, NOT_SKIPPED, SUPPRESSED } from "../domain/decision.ts"
import { anchorExclusion, insideContactWindow } from "./contact-window.ts"
import { halves, hashId, hashKey, modulo } from "./hash.ts"
import { plannedDayAfter } from "./history.ts"
import type { Rulebook } from "./rulebook.ts"

/** Computes the hash of a row and puts both halves into the row. */
function hashRow(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): void {
  const event = rows.event[row]
  const year = yearOf(event === NO_DAY ? contacts.history.sentOn[rows.history[row]] : event)
  putHash(contacts, rows, row, hashKey(book.typeHashes[rows.type[row]], year))
}

/** Hashes the contact id of a row under `key` and puts both halves into the row. */
export function putHash(contacts: ContactColumns, rows: RowColumns, row: number, key: number): void {
  const i = rows.contact[row]
  hashId(contacts.id32[2 * i + 1], contacts.id32[2 * i], key)
  rows.hashHigh[row] = halves.high
  rows.hashLow[row] = halves.low
}

/**
 * The first day on or after today that is congruent to the hash modulo `spread`, so a run tomorrow gives the
 * same day. If that day is after `latest`, a day in [today, latest] that the hash chooses.
 */
export function catchUpDay(today: Day, latest: Day, spread: number, high: number, low: number): Day {
  const wait = modulo(high, spread) - floorModulo(today, spread)
  const day = wait < 0 ? today + wait + spread : today + wait
  return day <= latest ? day : today + modulo(low, latest - today + 1)
}

function floorModulo(day: Day, n: number): number {
  const rest = (day % n) | 0
  return rest < 0 ? rest + n : rest
}

/**
 * Gives a new row its release day, or skips it.
 * @param keepsDays whether a day that an earlier run announced is kept (all types except follow-ups)
 */
export function release(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  spread: number,
  keepsDays: boolean,
): void {
  const i = rows.contact[row]
  const today = book.today
  const ideal = rows.ideal[row]
  const latest = rows.latest[row]
  const respects = rows.respectsWindows[row] === 1
  const exclusion = exclusionAtIdeal(book, contacts, rows, row)
  if (exclusion !== NOT_SKIPPED) {
    rows.skip(row, exclusion)
    return
  }
  if (ideal >= today) return
  if (keepsDays && keep(book, contacts, rows, row, respects)) return
  hashRow(book, contacts, rows, row)
  rows.send[row] = catchUpDay(today, latest, spread, rows.hashHigh[row], rows.hashLow[row])
  rows.moved[row] = CATCH_UP
  if (respects && insideContactWindow(book, contacts, i, rows.send[row])) rows.skip(row, EXCLUSION_WINDOW)
}

/** The first reason that applies for skipping an email at its ideal date, or NOT_SKIPPED. */
function exclusionAtIdeal(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): number {
  const i = rows.contact[row]
  const ideal = rows.ideal[row]
  const latest = rows.latest[row]
  if (latest < book.today || latest < ideal) return EXPIRED
  if (contacts.suppressed[i] === 1) return SUPPRESSED
  if (rows.respectsWindows[row] === 0) return NOT_SKIPPED
  const exclusion = anchorExclusion(book, contacts, i, ideal)
  if (exclusion !== NOT_SKIPPED) return exclusion
  return insideContactWindow(book, contacts, i, ideal) ? EXCLUSION_WINDOW : NOT_SKIPPED
}

function keep(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  respects: boolean,
): boolean {
  const i = rows.contact[row]
  let day = book.today - 1
  for (;;) {
    day = plannedDayAfter(
      contacts,
      i,
      rows.type[row],
      rows.instance[row],
      rows.event[row],
      day,
      rows.latest[row],
    )
    if (day === NO_DAY) return false
    if (!respects || !insideContactWindow(book, contacts, i, day)) break
  }
  rows.send[row] = day
  rows.moved[row] = KEPT
  return true
}
