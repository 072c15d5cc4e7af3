/**
 * Conflicts on final days: of several campaign emails of a contact on one day only the best goes, and of several post-window
 * emails only that of the latest window.
 */

import type { RowColumns } from "../columns/rows.ts"
import { CAMPAIGN_CONFLICT, NOT_SKIPPED, PRE_SCHEDULED, SUPERSEDED } from "../domain/decision.ts"
import { isCampaign, POST_WINDOW } from "../domain/email-type.ts"
import type { ContactCursor } from "./contact-cursor.ts"

export function skipConflicts({ rows, firstRow, endRow }: ContactCursor): void {
  for (let row = firstRow; row < endRow; row++) {
    if (rows.status[row] !== PRE_SCHEDULED) continue
    for (let other = firstRow; other < endRow; other++) {
      if (other === row || rows.status[other] !== PRE_SCHEDULED || rows.send[other] !== rows.send[row])
        continue
      const reason = reasonToYield(rows, row, other)
      if (reason === NOT_SKIPPED) continue
      rows.skip(row, reason)
      break
    }
  }
}

/**
 * The reason for which `row` is skipped in favour of `other` on the same day, or NOT_SKIPPED. The order is
 * total, so one row always stays.
 */
function reasonToYield(rows: RowColumns, row: number, other: number): number {
  const type = rows.type[row]
  const otherType = rows.type[other]
  if (isCampaign(type) && isCampaign(otherType)) {
    return compareCampaigns(rows, other, row) < 0 ? CAMPAIGN_CONFLICT : NOT_SKIPPED
  }
  if (type === POST_WINDOW && otherType === POST_WINDOW) {
    return rows.event[other] > rows.event[row] ? SUPERSEDED : NOT_SKIPPED
  }
  return NOT_SKIPPED
}

/** Compares by better priority, then lower instance id, then earlier event. Negative if `a` comes first. */
function compareCampaigns(rows: RowColumns, a: number, b: number): number {
  return (
    rows.priority[a] - rows.priority[b] ||
    rows.instance[a] - rows.instance[b] ||
    rows.event[a] - rows.event[b]
  )
}
