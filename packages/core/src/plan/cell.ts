/** Cells packed into numbers, and the rank of a row among the emails of its cell. */
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { PRE_SCHEDULED } from "../domain/decision.ts"
import { isCampaign, isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { fmix32, hashKey, hashRow } from "../rules/hash.ts"
import { isFixedDay } from "../rules/move-to-sending-day.ts"
import type { Cell } from "./cells.ts"

/**
 * Number of release days, from today on, that a packed cell can hold. Emails released later are not moved.
 */
export const PLANNED_DAYS = 16_384
const DEADLINE_DAYS = 1_024
/**
 * The longest time from release to deadline, in days. Counted from 1, such a number of days fits ten bits,
 * and 0 means none.
 */
export const LONGEST_WAIT = DEADLINE_DAYS - 2
const PRIORITIES = 1_024

/** The fields that identify a cell within its organisation. */
export type CellKey = Omit<Cell, "count">

/** The days to the deadline and the priority of a cell as one number. */
export function packRestOfCell(daysLeft: number, priority: number): number {
  return Math.min(daysLeft, DEADLINE_DAYS - 1) * PRIORITIES + priority
}

/** @param packed days from today to the release day, times 2^20, plus {@link packRestOfCell} */
export function unpackCell(today: Day, packed: number): CellKey {
  const priority = packed % PRIORITIES
  const rest = Math.floor(packed / PRIORITIES)
  const release = today + Math.floor(rest / DEADLINE_DAYS)
  return { release, deadline: release + (rest % DEADLINE_DAYS), priority }
}

/**
 * The quiet days and the announced day of a cell as one number of 30 bits. Quiet days are days from the
 * release day; the announced day is days from `earliest`. Each is stored plus one, and 0 means that there is
 * none.
 * @param earliest the release day, or the ideal date if that is earlier
 */
export function packForesight(
  release: Day,
  quietFrom: Day,
  quietThrough: Day,
  announced: Day,
  earliest = release,
): number {
  const hasQuiet = quietFrom <= quietThrough
  const from = hasQuiet ? quietFrom - release + 1 : 0
  const through = hasQuiet ? quietThrough - release + 1 : 0
  const later = announced >= earliest ? announced - earliest + 1 : 0
  return (from * DEADLINE_DAYS + through) * DEADLINE_DAYS + later
}

export function unpackForesight(
  release: Day,
  packed: number,
  earliest = release,
): Pick<Cell, "quiet" | "announced"> {
  const later = packed % DEADLINE_DAYS
  const through = Math.floor(packed / DEADLINE_DAYS) % DEADLINE_DAYS
  const from = Math.floor(packed / (DEADLINE_DAYS * DEADLINE_DAYS))
  return {
    quiet: from > 0 ? { from: release + from - 1, through: release + through - 1 } : undefined,
    announced: later > 0 ? earliest + later - 1 : undefined,
  }
}

/** {@link packForesight} of a cell. */
export function foresightOf({ release, quiet, announced }: CellKey): number {
  return packForesight(release, quiet?.from ?? 0, quiet?.through ?? -1, announced ?? NO_DAY)
}

/** Compares by release day, deadline, priority, then quiet and announced days. */
export function compareCells(a: CellKey, b: CellKey): number {
  return (
    a.release - b.release ||
    a.deadline - b.deadline ||
    a.priority - b.priority ||
    foresightOf(a) - foresightOf(b)
  )
}

/**
 * Values by cell. The outer map is indexed by days from today to the release day, the inner ones by {@link
 * keyInDay}, so a look-up allocates nothing, and a far day takes no more memory than a near one. It is plain data,
 * which can be sent to another thread.
 */
export type ByCell<Value> = ReadonlyMap<number, ReadonlyMap<number, Value>>

/**
 * The key of a cell within its release day.
 * @param restOfCell {@link packRestOfCell}
 * @param foresight {@link packForesight}
 */
export function keyInDay(restOfCell: number, foresight: number): number {
  return foresight * DEADLINE_DAYS * PRIORITIES + restOfCell
}

export function byCell<Value>(
  today: Day,
  cells: ReadonlyArray<CellKey>,
  values: ReadonlyArray<Value>,
): ByCell<Value> {
  const days = new Map<number, Map<number, Value>>()
  cells.forEach((cell, n) => {
    const { release, deadline, priority } = cell
    const ofDay = days.get(release - today) ?? new Map<number, Value>()
    const key = keyInDay(packRestOfCell(deadline - release, priority), foresightOf(cell))
    days.set(release - today, ofDay.set(key, values[n]))
  })
  return days
}

/** Whether load balancing may move the row. */
export function isMovable(cursor: ContactCursor, row: number): boolean {
  const { book, rows } = cursor
  return (
    rows.status[row] === PRE_SCHEDULED &&
    !isFollowup(rows.type[row]) &&
    !isFixedDay(cursor, row) &&
    rows.send[row] - book.today < PLANNED_DAYS
  )
}

/**
 * Computes the rank of a row that may be moved and puts both halves into the row. The rank is the hash of the
 * row. A contact can get several campaign or post-window emails in a year; their hash includes the event date
 * and the campaign instance, so that no two of them tie.
 */
export function rankRow({ book, contacts, rows }: ContactCursor, row: number): void {
  const type = rows.type[row]
  const event = rows.event[row]
  let key = hashKey(book.typeHashes[type], event === NO_DAY ? 0 : yearOf(event))
  if (isCampaign(type) || type === POST_WINDOW) key ^= fmix32(event)
  const instance = rows.instance[row]
  if (instance >= 0) key ^= book.instanceKeys[instance]
  hashRow(contacts, rows, row, key)
}
