/**
 * The plan: the only thing a contact's schedule depends on besides the contact, the configuration and today. For each
 * organisation it says which ideal dates are smoothed, and for each cell that does not stay whole on its release day,
 * up to which rank its emails go to which day.
 */
import { type Config, foresees } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { dailyCap, dailyThreshold } from "./cap.ts"
import { compareCells, foresightOf, packCell, unpackForesight } from "./cell.ts"
import type { Cell, SplitCell } from "./cells.ts"
import type { Count } from "./counts.ts"
import {
  type CountKey,
  FOLLOWUP,
  FORESEEN,
  HISTORY,
  kindOf,
  MOVABLE,
  SETTLED_EFFECTIVE_DATE,
  SMOOTHABLE,
  SMOOTHED,
  UNSMOOTHED,
  unpackKey,
} from "./histogram.ts"
import { addTo, type OrgHistogram, type OrgPlan, planOrg } from "./org-plan.ts"
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
  /** Follow-ups that planned and queued emails will cause, by day. */
  readonly foreseen: ReadonlyMap<Day, number>
  /** History rows dated today or later, by day. */
  readonly history: ReadonlyMap<Day, number>
}

/** Plans one organisation from its counts. Ranks are not known yet: a draft says how many, not who. */
export function draftOrg(
  config: Config,
  today: Day,
  contacts: number,
  counts: ReadonlyArray<Count>,
): OrgDraft {
  const { daily_send_percentage_cap, overage_threshold } = config.load_balancing
  const cap = dailyCap(daily_send_percentage_cap, contacts)
  const threshold = dailyThreshold(overage_threshold, cap)
  const smoothedDates = crowdedDates(today, counts, softLimit(config, cap))
  const fixed = new Map<Day, number>()
  const history = new Map<Day, number>()
  const foreseen = new Map<Day, number>()
  /** By packed foresight, there by packed cell. */
  const cells = new Map<number, Map<number, Cell & { count: number }>>()
  for (const { key, detail, emails } of counts) {
    const counted = unpackKey(today, key)
    const { kind } = counted
    if (kind === HISTORY || kind === FOLLOWUP || kind === FORESEEN) addTo(fixed, counted.release, emails)
    if (kind === HISTORY) addTo(history, counted.release, emails)
    if (kind === FORESEEN) addTo(foreseen, counted.release, emails)
    const cell = cellOf(counted, detail, smoothedDates, emails)
    if (cell === undefined) continue
    const foresight = detail === 0 ? 0 : foresightOf(cell)
    const alike = cells.get(foresight) ?? new Map<number, Cell & { count: number }>()
    const packed = packCell(today, cell.release, cell.deadline, cell.priority)
    const before = alike.get(packed)
    if (before !== undefined) before.count += emails
    else cells.set(foresight, alike.set(packed, cell))
  }
  const histogram: OrgHistogram = {
    cap,
    threshold,
    fixed,
    cells: [...cells.values()].flatMap((alike) => [...alike.values()]).sort(compareCells),
    ...(foresees(config) && { followupDaysAfter: config.timing.followup_days_after }),
  }
  const plan = planOrg(histogram)
  for (const [day, emails] of plan.foreseen) addTo(foreseen, day, emails)
  return {
    ...plan,
    foreseen,
    histogram,
    smoothedDates: [...smoothedDates].sort((a, b) => a - b),
    history,
  }
}

/** The cell of movable emails that are counted under a key; undefined where they are none or counted elsewhere. */
function cellOf(
  counted: CountKey,
  detail: number,
  smoothedDates: ReadonlySet<Day>,
  count: number,
): (Cell & { count: number }) | undefined {
  const release = releaseOf(counted, smoothedDates)
  if (release === undefined) return undefined
  const { deadline, priority } = counted
  const cell = { release, deadline, priority, count }
  if (detail === 0) return cell
  const { quiet, announced } = unpackForesight(
    counted.release,
    detail,
    Math.min(counted.release, counted.ideal),
  )
  return {
    ...cell,
    ...(quiet !== undefined && { quiet }),
    ...(announced !== undefined && announced >= release && { announced }),
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

function crowdedDates(today: Day, counts: ReadonlyArray<Count>, limit: number): Set<Day> {
  const sums = new Map<Day, number>()
  for (const { key, emails } of counts) {
    const kind = kindOf(key)
    if (kind === UNSMOOTHED || kind === SMOOTHABLE || kind === SETTLED_EFFECTIVE_DATE) {
      addTo(sums, unpackKey(today, key).ideal, emails)
    }
  }
  return new Set([...sums].filter(([, emails]) => emails > limit).map(([day]) => day))
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
  const { placements, ...cell } = split
  return {
    ...cell,
    shares: placements.map((placement, at) => ({ ...placement, through: ranks[at] ?? null })),
  }
}
