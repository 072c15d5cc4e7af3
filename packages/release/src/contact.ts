/** The answer for one contact: the decisions of the run, computed again from the release alone. */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { releaseContact } from "@almanac/core/decide/decide"
import { type CandidateTrace, traceContact } from "@almanac/core/explain/trace"
import { STATE_CODES, type StateCode } from "@almanac/core/law/states"
import { applyPlan } from "@almanac/core/plan/apply"
import type { ScheduleRow } from "@almanac/core/record/records"
import { toRows } from "@almanac/core/record/to-rows"
import { applyLimits } from "@almanac/core/rules/limits"
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
  release: Release,
  org: bigint,
  contactId: bigint,
): Promise<ContactAnswer | undefined> {
  const contacts = await release.contactsAround(contactId)
  const i = indexOf(contacts, contactId)
  if (i < 0 || contacts.orgId[i] !== org) return undefined
  const { book, runId } = release
  return {
    contactId,
    orgId: org,
    state: STATE_CODES[contacts.state[i]],
    rows: toRows(book, contacts, decided(release, contacts, i)).map((row) => ({
      ...row,
      scheduler_run_id: runId,
    })),
    trace: () => {
      const rows = decided(release, contacts, i)
      return traceContact(book, contacts, i, rows, 0, rows.count)
    },
  }
}

/** Shared by all answers. Deciding is synchronous, so two answers never use it at the same time. */
const scratch = new RowColumns()

/** The rows of contact `i`, valid until the next contact is decided. */
function decided({ book, shares }: Release, contacts: ContactColumns, i: number): RowColumns {
  scratch.count = 0
  releaseContact(book, contacts, i, scratch)
  const plan = shares(contacts.orgId[i])
  if (plan !== undefined) applyPlan(book, plan, contacts, scratch, 0, scratch.count)
  applyLimits(book, contacts, i, scratch, 0, scratch.count)
  return scratch
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
