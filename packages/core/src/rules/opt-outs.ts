/** Opt-outs: the emails that a contact does not want. */
import { isFollowup } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"

/** Whether the contact has opted out of this email type by itself. An opt-out of all emails does not count here. */
export function hasOptedOutOf({ contacts, contact }: ContactCursor, type: number): boolean {
  return type >= 0 && ((contacts.suppressedTypes32[2 * contact + (type >> 5)] >>> (type & 31)) & 1) === 1
}

/** Whether an opt-out stops a row. An opt-out of a type also stops the follow-ups of its emails. */
export function isSuppressed(cursor: ContactCursor, row: number): boolean {
  const { contacts, rows } = cursor
  if (contacts.suppressed[cursor.contact] === 1) return true
  const type = rows.type[row]
  if (hasOptedOutOf(cursor, type)) return true
  return isFollowup(type) && hasOptedOutOf(cursor, contacts.history.type[rows.history[row]])
}
