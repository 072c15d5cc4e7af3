/** Where a row stands in the plan: its release day, its deadline, and its rank among the emails of its cell. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { type Day, NO_DAY, yearOf } from "../day/civil.ts"
import { PRE_SCHEDULED } from "../domain/decision.ts"
import { isCampaign, isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import { windowsOf } from "../rules/contact-window.ts"
import { fmix32, hashKey } from "../rules/hash.ts"
import { putHash } from "../rules/release.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { nextWindowStart } from "../rules/window.ts"

/** Days and deadlines that a packed cell can hold; emails released later than this are left where they are. */
export const PLANNED_DAYS = 16_384
const DEADLINE_DAYS = 1_024
const PRIORITIES = 1_024

export interface UnpackedCell {
  readonly release: Day
  readonly deadline: Day
  readonly priority: number
}

/** A cell as one exact number: release (days from today), days to the deadline, priority. */
export function packCell(today: Day, release: Day, deadline: Day, priority: number): number {
  return (release - today) * DEADLINE_DAYS * PRIORITIES + packRestOfCell(deadline - release, priority)
}

/** A packed cell without its release day. */
export function packRestOfCell(daysLeft: number, priority: number): number {
  return Math.min(daysLeft, DEADLINE_DAYS - 1) * PRIORITIES + priority
}

export function unpackCell(today: Day, packed: number): UnpackedCell {
  const priority = packed % PRIORITIES
  const rest = Math.floor(packed / PRIORITIES)
  const release = today + Math.floor(rest / DEADLINE_DAYS)
  return { release, deadline: release + (rest % DEADLINE_DAYS), priority }
}

/**
 * Values by cell: by days from today to the release day, there by {@link packRestOfCell}, so that finding one allocates
 * nothing. Plain data, which can cross to another thread.
 */
export type ByCell<Value> = ReadonlyArray<ReadonlyMap<number, Value> | undefined>

export function byCell<Value>(
  today: Day,
  cells: ReadonlyArray<UnpackedCell>,
  values: ReadonlyArray<Value>,
): ByCell<Value> {
  const lastDay = cells.reduce((last, { release }) => Math.max(last, release - today), -1)
  const days: Array<Map<number, Value> | undefined> = new Array(lastDay + 1).fill(undefined)
  cells.forEach(({ release, deadline, priority }, n) => {
    const ofDay = days[release - today] ?? new Map<number, Value>()
    days[release - today] = ofDay.set(packRestOfCell(deadline - release, priority), values[n] as Value)
  })
  return days
}

/** Whether load balancing may move the row. */
export function isMovable(book: Rulebook, rows: RowColumns, row: number): boolean {
  return (
    rows.status[row] === PRE_SCHEDULED &&
    !isFollowup(rows.type[row] as number) &&
    (rows.send[row] as Day) - book.today < PLANNED_DAYS
  )
}

/** The last day to which a row released on `release` may move: not past `latest`, nor across a window's start. */
export function deadlineOf(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
  release: Day,
): Day {
  const i = rows.contact[row] as number
  const latest = Math.min(rows.latest[row] as Day, release + DEADLINE_DAYS - 1)
  if (rows.respectsWindows[row] === 0) return latest
  const shapes = windowsOf(book, contacts, i)
  if (shapes.length === 0) return latest
  const start = nextWindowStart(
    shapes,
    contacts.birthDate[i] as Day,
    contacts.effectiveDate[i] as Day,
    release,
    latest,
  )
  return Math.min(latest, start - 1)
}

/**
 * Computes the halves of the rank of a row that may be moved: its hash; for emails that a contact can get several of in a year (campaigns,
 * post-window) with the event date and the campaign instance, so that no two of them tie.
 */
export function rankRow(book: Rulebook, contacts: ContactColumns, rows: RowColumns, row: number): void {
  const type = rows.type[row] as number
  const event = rows.event[row] as Day
  let key = hashKey(book.typeHashes[type] as number, event === NO_DAY ? 0 : yearOf(event))
  if (isCampaign(type) || type === POST_WINDOW) key ^= fmix32(event)
  const instance = rows.instance[row] as number
  if (instance >= 0) key ^= book.instanceKeys[instance] as number
  putHash(contacts, rows, row, key)
}
