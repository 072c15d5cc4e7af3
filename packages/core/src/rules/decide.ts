/** The rules in their order, for one contact of a batch. The same function answers in bulk and for a single contact. */
import type { ContactColumns } from "../columns/contacts.ts"
import type { RowColumns } from "../columns/rows.ts"
import { SETTLED } from "../domain/decision.ts"
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

/** Decides every contact of a batch; `rows` holds the result, the rows of a contact together. */
export function decideBatch(book: Rulebook, contacts: ContactColumns, rows: RowColumns): void {
  rows.count = 0
  for (let i = 0; i < contacts.count; i++) {
    const firstRow = rows.count
    releaseContact(book, contacts, i, rows)
    applyLimits(book, contacts, i, rows, firstRow)
  }
}
