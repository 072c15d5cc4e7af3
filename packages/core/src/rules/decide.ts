/** The rules in their order, for one contact of a batch. The same function answers in bulk and for a single contact. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { SETTLED } from "../domain/decision.ts"
import { applyPlan, type OrgShares } from "../plan/apply.ts"
import type { Counts } from "../plan/counts.ts"
import { countContact } from "../plan/histogram.ts"
import { addCandidates, candidateBound } from "./candidates.ts"
import { addFollowups, followupBound } from "./followups.ts"
import { applyLimits } from "./limits.ts"
import { addPostWindows, postWindowBound } from "./post-window.ts"
import { release } from "./release.ts"
import type { Rulebook } from "./rulebook.ts"

/**
 * Adds the rows of contact `i` with the days on which their emails are released: candidates, exclusion, catch-up,
 * post-window, follow-ups. What load balancing moves, it moves after this; {@link applyLimits} follows on final days.
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

/** Decides every contact of a batch without load balancing; `rows` holds the result, a contact's rows together. */
export function decideBatch(book: Rulebook, contacts: ContactColumns, rows: RowColumns): void {
  rows.count = 0
  for (let i = 0; i < contacts.count; i++) {
    const firstRow = rows.count
    releaseContact(book, contacts, i, rows)
    applyLimits(book, contacts, i, rows, firstRow, rows.count)
  }
}

/** First half of a balanced decision: releases every contact of a batch and counts its emails. */
export function releaseBatch(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  counts: Counts,
): void {
  rows.count = 0
  for (let i = 0; i < contacts.count; i++) {
    const firstRow = rows.count
    releaseContact(book, contacts, i, rows)
    countContact(book, contacts, i, rows, firstRow, rows.count, counts)
  }
}

/**
 * Second half: moves the released rows of a batch to the days of the plan and applies the limits on them.
 * @param plan by dense organisation number
 */
export function placeBatch(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  plan: ReadonlyArray<OrgShares>,
): void {
  let firstRow = 0
  for (let i = 0; i < contacts.count; i++) {
    let endRow = firstRow
    while (endRow < rows.count && rows.contact[endRow] === i) endRow++
    applyPlan(book, plan[contacts.org[i] as number] as OrgShares, contacts, rows, firstRow, endRow)
    applyLimits(book, contacts, i, rows, firstRow, endRow)
    firstRow = endRow
  }
}
