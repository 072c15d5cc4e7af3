/** The ids that a row refers to: its campaign instance and, for a follow-up, its parent email. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { isFollowup } from "../domain/email-type.ts"
import type { Rulebook } from "./rulebook.ts"

/** The history row of a follow-up's parent; −1 for other rows. */
export function parentOf(rows: RowColumns, row: number): number {
  return isFollowup(rows.type[row]) ? rows.history[row] : -1
}

/** Id of a follow-up's parent; null for other rows. */
export function parentIdOf(contacts: ContactColumns, rows: RowColumns, row: number): bigint | null {
  const parent = parentOf(rows, row)
  return parent < 0 ? null : contacts.history.id[parent]
}

/** Id of a row's campaign instance. A follow-up has the instance of its parent. */
export function instanceIdOf(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
): bigint | null {
  const parent = parentOf(rows, row)
  if (parent < 0) return book.campaigns.instances[rows.instance[row]]?.id ?? null
  return contacts.history.hasInstance[parent] === 1 ? contacts.history.instanceId[parent] : null
}
