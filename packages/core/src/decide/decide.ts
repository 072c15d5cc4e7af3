/** Applies the rules in their order. A bulk run and an answer for a single contact use the same functions. */
import { SETTLED } from "../domain/decision.ts"
import { applyPlan, type OrgShares } from "../plan/apply.ts"
import type { Counts } from "../plan/counts.ts"
import { countContact } from "../plan/histogram.ts"
import { addCandidates, candidateBound } from "../rules/candidates.ts"
import { skipConflicts } from "../rules/conflict.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { addFollowups, followupBound } from "../rules/follow-ups.ts"
import { limitFrequency } from "../rules/frequency.ts"
import { addPostWindows, postWindowBound } from "../rules/post-window.ts"
import { setReleaseDay } from "../rules/release-day.ts"

/**
 * Moves to contact `i` and adds its rows with their release days: candidates, exclusion, catch-up,
 * post-window, follow-ups. Load balancing may move rows afterwards.
 */
export function releaseContact(cursor: ContactCursor, i: number): void {
  const { rows } = cursor
  cursor.moveTo(i)
  const candidates = candidateBound(cursor)
  rows.reserve(candidates + postWindowBound(cursor, candidates) + followupBound(cursor))
  addCandidates(cursor)
  const candidatesEnd = rows.count
  for (let row = cursor.firstRow; row < candidatesEnd; row++) {
    if (rows.status[row] !== SETTLED) setReleaseDay(cursor, row)
  }
  addPostWindows(cursor)
  addFollowups(cursor)
  cursor.endRow = rows.count
}

/** Moves the released rows of the contact to the days of the plan, if there is one, and applies the limits. */
function placeContact(cursor: ContactCursor, plan: OrgShares | undefined): void {
  if (plan !== undefined) applyPlan(cursor, plan)
  skipConflicts(cursor)
  limitFrequency(cursor)
}

/** Decides contact `i`. Without a plan, its emails stay on their release days. */
export function decideContact(cursor: ContactCursor, i: number, plan?: OrgShares): void {
  releaseContact(cursor, i)
  placeContact(cursor, plan)
}

/**
 * Decides the contacts `[from, to)` of a batch without load balancing. The rows of one contact are contiguous.
 * A slice that starts at 0 empties the rows first.
 */
export function decideBatch(cursor: ContactCursor, from = 0, to = cursor.contacts.count): void {
  if (from === 0) cursor.rows.count = 0
  for (let i = from; i < to; i++) decideContact(cursor, i)
}

/**
 * First half of a decision with load balancing: releases the contacts `[from, to)` of a batch and counts
 * their emails.
 */
export function releaseBatch(
  cursor: ContactCursor,
  counts: Counts,
  from = 0,
  to = cursor.contacts.count,
): void {
  if (from === 0) cursor.rows.count = 0
  for (let i = from; i < to; i++) {
    releaseContact(cursor, i)
    countContact(cursor, counts)
  }
}

/**
 * Second half of it: moves the released rows of the contacts `[from, to)` to the days of the plan and applies
 * the limits. The slices of a batch must come in their order.
 * @param plan the plans by number of the organisation (`contacts.org`)
 */
export function placeBatch(
  cursor: ContactCursor,
  plan: ReadonlyArray<OrgShares>,
  from = 0,
  to = cursor.contacts.count,
): void {
  for (let i = from; i < to; i++) {
    cursor.moveToRowsOf(i)
    placeContact(cursor, plan[cursor.contacts.org[i]])
  }
}
