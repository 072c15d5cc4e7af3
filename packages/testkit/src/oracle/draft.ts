/** Rows that are not final yet. */
import type { Candidate } from "./candidates.ts"
import type { Contact } from "./intake.ts"
import type { Release } from "./release-day.ts"
import type { MovedBy, SkipReason } from "./verdict.ts"

export interface Draft {
  readonly contact: Contact
  readonly emailType: string
  readonly eventDate: number | null
  readonly ideal: number
  readonly priority: number
  readonly instanceId: bigint | null
  readonly emailTemplate: string | null
  readonly smsTemplate: string | null
  readonly parentId: bigint | null
  readonly metadata: string | null
  readonly day: number
  readonly skipReason: SkipReason | null
  readonly movedBy: MovedBy | null
}

/** The row of a candidate. Follow-ups make their rows themselves. */
export function draftOf(candidate: Candidate, release: Release, metadata: string | null): Draft {
  return {
    contact: candidate.contact,
    emailType: candidate.emailType,
    eventDate: candidate.eventDate,
    ideal: candidate.ideal,
    priority: candidate.priority,
    instanceId: candidate.instance?.id ?? null,
    emailTemplate: candidate.emailTemplate,
    smsTemplate: candidate.smsTemplate,
    parentId: null,
    metadata,
    ...release,
  }
}

/** Skips the rows that lose to another row. Rows that are skipped already do not compete. */
export function skipLosers(
  drafts: ReadonlyArray<Draft>,
  reason: SkipReason,
  loses: (draft: Draft, rival: Draft) => boolean,
): ReadonlyArray<Draft> {
  const rivals = drafts.filter((draft) => draft.skipReason === null)
  return drafts.map((draft) => {
    const lost = draft.skipReason === null && rivals.some((rival) => rival !== draft && loses(draft, rival))
    return lost ? { ...draft, skipReason: reason } : draft
  })
}
