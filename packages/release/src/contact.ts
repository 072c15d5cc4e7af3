/** The answer for one contact: the decisions of the run, computed again from the release alone. */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import type { CandidateTrace } from "@almanac/core/explain/trace"
import { STATE_CODES, type StateCode } from "@almanac/core/law/states"
import type { ScheduleRow } from "@almanac/core/record/records"
import type { Release } from "./open.ts"

/** A row of `schedules` with all columns. */
export interface PublishedRow extends ScheduleRow {
  readonly scheduler_run_id: string
}

export interface ContactAnswer {
  readonly contactId: bigint
  readonly orgId: bigint
  readonly state: StateCode
  readonly rows: ReadonlyArray<PublishedRow>
  /** The explanation of each candidate, settled ones included. */
  readonly trace: () => ReadonlyArray<CandidateTrace>
}

/**
 * The schedule of a contact, exactly as the run wrote it. Undefined if the release has no such contact, or if
 * the contact belongs to another organisation. Rejects with ReleaseError if a piece that it needs is missing
 * or damaged.
 */
export async function contactAnswer(
  { contactsAround, scheduler, runId }: Release,
  org: bigint,
  contactId: bigint,
): Promise<ContactAnswer | undefined> {
  const contacts = await contactsAround(contactId)
  const i = indexOf(contacts, contactId)
  if (i < 0 || contacts.orgId[i] !== org) return undefined
  return {
    contactId,
    orgId: org,
    state: STATE_CODES[contacts.state[i]],
    rows: scheduler.decide(contacts, i).rows.map((row) => ({ ...row, scheduler_run_id: runId })),
    trace: () => scheduler.explain(contacts, i).trace,
  }
}

/** Index of the contact, found by binary search; −1 if it is not there. */
function indexOf({ id, count }: ContactColumns, contactId: bigint): number {
  let [low, high] = [0, count - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = id[middle]
    if (found === contactId) return middle
    if (found < contactId) low = middle + 1
    else high = middle - 1
  }
  return -1
}
