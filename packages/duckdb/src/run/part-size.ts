/** Rows of history and enrolments a contact that parts of the most contacts have room for. */
const USUAL_ROWS = 2

/**
 * How many contacts a part has: `most` at most, fewer where they have much history, as all of a part is in memory at once, and
 * so that each thread has as many parts as the others.
 * @param otherRows of history and enrolments, of all contacts
 */
export function contactsPerPart(contacts: number, otherRows: number, threads: number, most: number): number {
  const fitting = Math.ceil(most / Math.max(1, otherRows / Math.max(1, contacts) / USUAL_ROWS))
  if (contacts <= fitting) return fitting
  const eachThread = Math.ceil(contacts / (threads * fitting))
  return Math.ceil(contacts / (threads * eachThread))
}
