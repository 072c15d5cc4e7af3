/**
 * A batch of contacts as columns: the input of the rules. Contacts are in ascending order of id. The
 * enrolments and the history of contact i are the slice `[start[i], start[i + 1])` of their columns. The
 * rules read 64-bit ids through 32-bit views (`…32`), because BigInts allocate.
 */
import { NO_DAY } from "../day/civil.ts"
import { ENROLMENT_COLUMNS } from "../tables/campaigns.ts"
import { ARRAYS, type Arrays, isWide, type PartTable } from "../tables/column.ts"
import { CONTACT_COLUMNS } from "../tables/contacts.ts"
import { ENGAGEMENT_COLUMNS } from "../tables/engagement.ts"
import { HISTORY_COLUMNS } from "../tables/history.ts"

export interface EnrolmentColumns extends Arrays<typeof ENROLMENT_COLUMNS> {
  readonly start: Int32Array
}

export interface HistoryColumns extends Arrays<typeof HISTORY_COLUMNS> {
  readonly start: Int32Array
}

export interface ContactColumns extends Arrays<typeof CONTACT_COLUMNS>, Arrays<typeof ENGAGEMENT_COLUMNS> {
  count: number
  readonly enrolments: EnrolmentColumns
  readonly history: HistoryColumns
}

/** Empty columns with room for the given numbers of contacts, enrolments and history rows. */
export function contactColumns(contacts: number, enrolments: number, historyRows: number): ContactColumns {
  const columns = {
    count: 0,
    ...arraysOf(CONTACT_COLUMNS, contacts),
    ...arraysOf(ENGAGEMENT_COLUMNS, contacts),
    enrolments: { start: new Int32Array(contacts + 1), ...arraysOf(ENROLMENT_COLUMNS, enrolments) },
    history: { start: new Int32Array(contacts + 1), ...arraysOf(HISTORY_COLUMNS, historyRows) },
  }
  for (const name of Object.keys(ENGAGEMENT_COLUMNS) as ReadonlyArray<keyof typeof ENGAGEMENT_COLUMNS>) {
    columns[name].fill(NO_DAY)
  }
  return columns
}

function arraysOf<T extends PartTable>(table: T, length: number): Arrays<T> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, { kind }]) => {
      const array = new ARRAYS[kind](length)
      return isWide(kind)
        ? [
            [name, array],
            [`${name}32`, new Int32Array(array.buffer)],
          ]
        : [[name, array]]
    }),
  ) as Arrays<T>
}
