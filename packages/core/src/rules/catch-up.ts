/** Catch-up: the day of an email whose ideal date has passed. */
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { CATCH_UP } from "../domain/decision.ts"
import type { ContactCursor } from "./contact-cursor.ts"
import { hashKey, hashRow, modulo } from "./hash.ts"

/**
 * Moves a late row to its {@link caughtUpDay}.
 * @param spread the number of days over which late emails are spread
 */
export function catchUp(cursor: ContactCursor, row: number, spread: number): void {
  const { rows } = cursor
  rows.send[row] = caughtUpDay(cursor, row, spread)
  rows.moved[row] = CATCH_UP
}

/** The {@link catchUpDay} of a late row. */
export function caughtUpDay(cursor: ContactCursor, row: number, spread: number): Day {
  const { book, rows } = cursor
  hashForCatchUp(cursor, row)
  return catchUpDay(book.today, rows.latest[row], spread, rows.hashHigh[row], rows.hashLow[row])
}

function hashForCatchUp({ book, contacts, rows }: ContactCursor, row: number): void {
  const event = rows.event[row]
  const year = yearOf(event === NO_DAY ? contacts.history.sentOn[rows.history[row]] : event)
  hashRow(contacts, rows, row, hashKey(book.typeHashes[rows.type[row]], year))
}

/** The last day before today that is congruent to the hash of the row. */
export function previousCongruentDay(cursor: ContactCursor, row: number, spread: number): Day {
  hashForCatchUp(cursor, row)
  return congruentDay(cursor.book.today, spread, cursor.rows.hashHigh[row]) - spread
}

/**
 * The first day on or after today that is congruent to the hash modulo `spread`, so a run tomorrow gives the
 * same day. If that day is after `latest`, a day in [today, latest] that the hash chooses.
 */
export function catchUpDay(today: Day, latest: Day, spread: number, high: number, low: number): Day {
  const day = congruentDay(today, spread, high)
  return day <= latest ? day : today + modulo(low, latest - today + 1)
}

function congruentDay(today: Day, spread: number, high: number): Day {
  const wait = modulo(high, spread) - floorModulo(today, spread)
  return wait < 0 ? today + wait + spread : today + wait
}

function floorModulo(day: Day, n: number): number {
  const rest = (day % n) | 0
  return rest < 0 ? rest + n : rest
}
