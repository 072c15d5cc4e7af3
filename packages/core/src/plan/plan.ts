/**
 * The plan: the only thing a contact's schedule depends on besides the contact, the configuration and today. For each
 * organisation it says which ideal dates are smoothed, and for each cell that does not stay whole on its release day,
 * up to which rank its emails go to which day.
 */
import type { Config } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { dailyCap, dailyThreshold } from "./cap.ts"
import { packCell } from "./cell.ts"
import {
  type CountKey,
  FOLLOWUP,
  HISTORY,
  MOVABLE,
  SETTLED_EFFECTIVE_DATE,
  SMOOTHABLE,
  SMOOTHED,
  UNSMOOTHED,
  unpackKey,
} from "./histogram.ts"
import { type Cell, type OrgHistogram, type OrgPlan, planOrg, type SplitCell } from "./org-plan.ts"
import { softLimit } from "./smoothing.ts"

/** Emails of a split cell that go to one day: those with a rank up to `through`, and above the day before's. */
export interface Share {
  readonly day: Day
  readonly count: number
  /** Rank as an unsigned 64-bit integer; null for the last share, which takes the rest. */
  readonly through: bigint | null
}

export interface Split extends Cell {
  readonly shares: ReadonlyArray<Share>
}

export interface OrgDraft extends OrgPlan {
  readonly histogram: OrgHistogram
  /** Ideal dates whose effective-date emails are smoothed. */
  readonly smoothedDates: ReadonlyArray<Day>
  /** History rows dated today or later, by day. */
  readonly history: ReadonlyMap<Day, number>
}

/** Plans one organisation from its counts. Ranks are not known yet: a draft says how many, not who. */
export function draftOrg(
  config: Config,
  today: Day,
  contacts: number,
  counts: ReadonlyMap<number, number>,
): OrgDraft {
  const cap = dailyCap(config.load_balancing.daily_send_percentage_cap, contacts)
  const threshold = dailyThreshold(config.load_balancing.overage_threshold, cap)
  const smoothedDates = crowdedDates(today, counts, softLimit(config, cap))
  const fixed = new Map<Day, number>()
  const history = new Map<Day, number>()
  const cells = new Map<number, { release: Day; deadline: Day; priority: number; count: number }>()
  for (const [key, count] of counts) {
    const found = unpackKey(today, key)
    const { kind, deadline, priority } = found
    if (kind === HISTORY || kind === FOLLOWUP) addTo(fixed, found.release, count)
    if (kind === HISTORY) addTo(history, found.release, count)
    const release = releaseOf(found, smoothedDates)
    if (release === undefined) continue
    const packed = packCell(today, release, deadline, priority)
    const cell = cells.get(packed)
    if (cell === undefined) cells.set(packed, { release, deadline, priority, count })
    else cell.count += count
  }
  const ordered = [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell)
  const histogram: OrgHistogram = { cap, threshold, fixed, cells: ordered }
  return {
    ...planOrg(histogram),
    histogram,
    smoothedDates: [...smoothedDates].sort((a, b) => a - b),
    history,
  }
}

/** The release day of the movable emails of a count; undefined where they are none or counted elsewhere. */
function releaseOf({ kind, release, ideal }: CountKey, smoothedDates: ReadonlySet<Day>): Day | undefined {
  if (kind === MOVABLE) return release
  if (kind === UNSMOOTHED) return smoothedDates.has(ideal) ? undefined : release
  if (kind === SMOOTHED) return smoothedDates.has(ideal) ? release : undefined
  if (kind === SMOOTHABLE) return smoothedDates.has(ideal) ? release : ideal
  return undefined
}

function addTo(sums: Map<Day, number>, day: Day, count: number): void {
  sums.set(day, (sums.get(day) ?? 0) + count)
}

function crowdedDates(today: Day, counts: ReadonlyMap<number, number>, limit: number): Set<Day> {
  const emails = new Map<Day, number>()
  for (const [key, count] of counts) {
    const { kind, ideal } = unpackKey(today, key)
    if (kind === UNSMOOTHED || kind === SMOOTHABLE || kind === SETTLED_EFFECTIVE_DATE) {
      addTo(emails, ideal, count)
    }
  }
  return new Set([...emails].filter(([, count]) => count > limit).map(([day]) => day))
}

/** How many of a split cell's emails, by rank, lie up to the end of each share but the last. */
export function cutCounts(split: SplitCell): ReadonlyArray<number> {
  let sum = 0
  return split.placements.slice(0, -1).map(({ count }) => {
    sum += count
    return sum
  })
}

/** Completes a split cell by the ranks at its {@link cutCounts}. */
export function withRanks(split: SplitCell, ranks: ReadonlyArray<bigint>): Split {
  const { release, deadline, priority, count, placements } = split
  return {
    release,
    deadline,
    priority,
    count,
    shares: placements.map((placement, at) => ({ ...placement, through: ranks[at] ?? null })),
  }
}
