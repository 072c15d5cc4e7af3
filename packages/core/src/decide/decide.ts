/** Applies the rules in their order. A bulk run and an answer for a single contact use the same functions. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { SETTLED } from "../domain/decision.ts"
import { applyPlan, type OrgShares } from "../plan/apply.ts"
import type { Counts } from "../plan/counts.ts"
import { countContact } from "../plan/histogram.ts"
import { addCandidates, candidateBound } from "../rules/candidates.ts"
import { addFollowups, followupBound } from "../rules/followups.ts"
import { applyLimits } from "../rules/limits.ts"
import { addPostWindows, postWindowBound } from "../rules/post-window.ts"
import { release } from "../rules/release.ts"
import type { Rulebook } from "../rules/rulebook.ts"

/**
 * Adds the rows of contact `i` with their release days: candidates, exclusion, catch-up, post-window,
 * follow-ups. Load balancing may move rows afterwards. {@link applyLimits} needs the final days, so it runs
 * last.
 */
export function releaseContact(book: Rulebook, contacts: ContactColumns, i: number, rows: RowColumns): void {
  const candidates = candidateBound(book, contacts, i)
  rows.reserve(candidates + postWindowBound(book, contacts, i, candidates) + followupBound(contacts, i))
  const firstRow = rows.count
  addCandidates(book, contacts, i, rows)
  const spread = book.config.load_balancing.catch_up_spread_days
  for (let row = firstRow; row < rows.count; row++) {
    if (rows.status[row] !== SETTLED) release(book, contacts, rows, row, spread, true)
  }
  addPostWindows(book, contacts, i, rows, firstRow)
  addFollowups(book, contacts, i, rows)
}

/**
 * Decides the contacts `[from, to)` of a batch without load balancing. Adds their rows to `rows`; the rows of
 * one contact are contiguous. A slice that starts at 0 empties `rows` first.
 */
export function decideBatch(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  from = 0,
  to = contacts.count,
): void {
  if (from === 0) rows.count = 0
  for (let i = from; i < to; i++) {
    const firstRow = rows.count
    releaseContact(book, contacts, i, rows)
    applyLimits(book, contacts, i, rows, firstRow, rows.count)
  }
}

/**
 * First half of a decision with load balancing: releases the contacts `[from, to)` of a batch and counts
 * their emails.
 */
export function releaseBatch(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  counts: Counts,
  from = 0,
  to = contacts.count,
): void {
  if (from === 0) rows.count = 0
  for (let i = from; i < to; i++) {
    const firstRow = rows.count
    releaseContact(book, contacts, i, rows)
    countContact(book, contacts, i, rows, firstRow, rows.count, counts)
  }
}

/**
 * Second half of it: moves the released rows of the contacts `[from, to)` to the days of the plan and applies
 * the limits.
 * @param plan the plans by number of the organisation (`contacts.org`)
 * @param firstRow the first row of contact `from`
 * @returns the first row of contact `to`
 */
export function placeBatch(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  plan: ReadonlyArray<OrgShares>,
  from = 0,
  to = contacts.count,
  firstRow = 0,
): number {
  let first = firstRow
  for (let i = from; i < to; i++) {
    let end = first
    while (end < rows.count && rows.contact[end] === i) end++
    applyPlan(book, plan[contacts.org[i]], contacts, rows, first, end)
    applyLimits(book, contacts, i, rows, first, end)
    first = end
  }
  return first
}
