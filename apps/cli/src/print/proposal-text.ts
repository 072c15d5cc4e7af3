/** A proposal with what it would change, as text. */

import type { Difference } from "@almanac/store/approval/differences"
import type { Proposal } from "@almanac/store/approval/proposals"

export function proposalText(proposal: Proposal): string {
  const { id, title, status, proposed_by, proposed_at, comment, differences, changed_since } = proposal
  const { decided_by, decided_at, decision_comment, published_at, undone_by } = proposal
  return [
    `proposal ${id} (${status}): ${title}`,
    ...differences.map(differenceLine),
    `proposed by ${proposed_by}, ${minute(proposed_at)}: ${comment}`,
    ...(changed_since.length === 0
      ? []
      : ["stale, because this has changed since:", ...changed_since.map(differenceLine)]),
    ...(decided_at === null
      ? []
      : [`${status} by ${decided_by}, ${minute(decided_at)}: ${decision_comment}`]),
    ...(published_at === null ? [] : [`published ${minute(published_at)}`]),
    ...(undone_by === null ? [] : [`undone by the restore of ${undone_by}`]),
  ].join("\n")
}

function differenceLine({ field, from, to }: Difference): string {
  return `  ${field}: ${from ?? "none"} → ${to ?? "none"}`
}

/** @param moment in UTC, like `2026-11-23T12:00:00.000Z` */
export function minute(moment: string): string {
  return `${moment.slice(0, 16).replace("T", " ")} UTC`
}
