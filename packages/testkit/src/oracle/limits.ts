/** Section 9: the limits of one contact, applied on final dates. */
import type { Config } from "@almanac/core/config/config"
import { type Draft, skipLosers } from "./draft.ts"
import { type EarlierRow, isHistory } from "./history.ts"

const isCampaign = (emailType: string): boolean => emailType.startsWith("campaign_")
const isFollowUp = (emailType: string): boolean => emailType.startsWith("followup_")

/** The sign of the first difference that is not 0. Negative if `a` comes first. */
function compareBy(...differences: ReadonlyArray<number | bigint>): number {
  const first = differences.find((difference) => Number(difference) !== 0)
  return first === undefined ? 0 : first > 0 ? 1 : -1
}

/** Limit 1: of the campaign emails on one date the best one stays (for ties see docs/reference/decisions.md). */
export function resolveCampaignConflicts(drafts: ReadonlyArray<Draft>): ReadonlyArray<Draft> {
  return skipLosers(drafts, "campaign_conflict", (draft, rival) => {
    if (!isCampaign(draft.emailType) || !isCampaign(rival.emailType) || draft.day !== rival.day) return false
    const order = compareBy(
      rival.priority - draft.priority,
      rival.instanceId! - draft.instanceId!,
      rival.eventDate! - draft.eventDate!,
    )
    return order < 0
  })
}

const TYPE_ORDER = ["birthday", "effective_date", "aep", "post_window"]

function typeRank(emailType: string): number {
  const index = TYPE_ORDER.indexOf(emailType)
  return index === -1 ? TYPE_ORDER.length : index
}

/** The order in which rows are accepted. */
function acceptanceOrder(a: Draft, b: Draft): number {
  return compareBy(
    a.priority - b.priority,
    a.day - b.day,
    typeRank(a.emailType) - typeRank(b.emailType),
    (a.instanceId ?? 0n) - (b.instanceId ?? 0n),
    a.eventDate! - b.eventDate!,
  )
}

/**
 * Whether one more email on `day` would exceed the limit in some run of `periodDays` days that contains it.
 */
function breaksLimit(day: number, taken: ReadonlyArray<number>, most: number, periodDays: number): boolean {
  for (let first = day - periodDays + 1; first <= day; first++) {
    const within = taken.filter((other) => first <= other && other < first + periodDays)
    if (within.length + 1 > most) return true
  }
  return false
}

/** Limit 2: the number of emails in a period. History counts; follow-ups do not. */
export function limitFrequency(
  config: Config,
  earlier: ReadonlyArray<EarlierRow>,
  drafts: ReadonlyArray<Draft>,
): ReadonlyArray<Draft> {
  if (!config.frequency.enabled) return drafts
  const { max_emails_per_period: most, period_days: periodDays } = config.frequency
  const taken = earlier
    .filter((row) => isHistory(row) && !isFollowUp(row.emailType))
    .flatMap((row) => (row.sendDate === null ? [] : [row.sendDate]))
  const refused = new Set<Draft>()
  const limited = drafts.filter((draft) => draft.skipReason === null && !isFollowUp(draft.emailType))
  for (const draft of limited.toSorted(acceptanceOrder)) {
    if (breaksLimit(draft.day, taken, most, periodDays)) refused.add(draft)
    else taken.push(draft.day)
  }
  return drafts.map((draft) => (refused.has(draft) ? { ...draft, skipReason: "frequency_limit" } : draft))
}
