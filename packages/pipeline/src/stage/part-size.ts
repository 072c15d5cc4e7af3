/** With up to this many rows of history and enrolments per contact, a part may have the most contacts. */
const USUAL_ROWS = 2

/**
 * Returns how many contacts a part has, at most `most`. A part has fewer contacts if they have many rows of
 * history, because a whole part is in memory at once. The number is also chosen so that every thread gets the
 * same number of parts.
 * @param otherRows the rows of history and enrolments of all contacts together
 */
export function contactsPerPart(contacts: number, otherRows: number, threads: number, most: number): number {
  const fitting = Math.ceil(most / Math.max(1, otherRows / Math.max(1, contacts) / USUAL_ROWS))
  if (contacts <= fitting) return fitting
  const eachThread = Math.ceil(contacts / (threads * fitting))
  return Math.ceil(contacts / (threads * eachThread))
}
