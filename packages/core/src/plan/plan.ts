/**
 * The plan. Besides the contact, the configuration and today, a contact's schedule depends only on the plan.
 * For each organisation, the plan says which ideal dates are smoothed. For each cell that does not stay whole
 * on its release day, it says up to which rank the emails go on which day.
 */
import { foresees } from "../config/config.ts"
import type { Day } from "../day/civil.ts"
import { followupDayAfter } from "../rules/followup-day.ts"
import type { OrganisationRules } from "../rules/organisation-rules.ts"
import { type Capacity, capacityOf, capOn } from "./capacity.ts"
import { foresightOf, keyInDay, packRestOfCell, unpackForesight } from "./cell.ts"
import type { Cell, SplitCell } from "./cells.ts"
import type { Count } from "./counts.ts"
import {
  type CountKey,
  FIXED,
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

/**
 * The emails of a split cell that go on one day: ranks above those of the previous share, up to `through`.
 */
export interface Share {
  readonly day: Day
  readonly count: number
  /** A rank as an unsigned 64-bit integer; null for the last share, which takes all remaining emails. */
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

/**
 * Plans one organisation from its counts. A draft says how many emails of a cell go on a day; ranks are added
 * later.
 */
export function draftOrg(
  organisation: OrganisationRules,
  today: Day,
  contacts: number,
  counts: ReadonlyArray<Count>,
): OrgDraft {
  const { config, sendingDays } = organisation
  const capacity = capacityOf(organisation, today, contacts)
  const smoothedDates = crowdedDates(today, counts, softLimits(organisation, capacity))
  const fixed = new Map<Day, number>()
  const history = new Map<Day, number>()
  const foreseen = new Map<Day, number>()
  /** Maps release days to maps from keys within the day ({@link keyInDay}) to cells. */
  const days = new Map<Day, Map<number, Cell & { count: number }>>()
  for (const { key, detail, emails } of counts) {
    const counted = unpackKey(today, key)
    const { kind } = counted
    if (kind === HISTORY || kind === FIXED || kind === FORESEEN) addTo(fixed, counted.release, emails)
    if (kind === HISTORY) addTo(history, counted.release, emails)
    if (kind === FORESEEN) addTo(foreseen, counted.release, emails)
    const cell = cellOf(counted, detail, smoothedDates, emails)
    if (cell === undefined) continue
    let cells = days.get(cell.release)
    if (cells === undefined) {
      cells = new Map()
      days.set(cell.release, cells)
    }
    const foresight = detail === 0 ? 0 : foresightOf(cell)
    const cellKey = keyInDay(packRestOfCell(cell.deadline - cell.release, cell.priority), foresight)
    const before = cells.get(cellKey)
    if (before !== undefined) before.count += emails
    else cells.set(cellKey, cell)
  }
  const histogram: OrgHistogram = {
    ...capacity,
    fixed,
    cells: [...days.values()].flatMap((cells) => [...cells.values()]),
    ...(foresees(config) && { followupDaysAfter: config.timing.followup_days_after }),
    ...(!sendingDays.isEveryDay && { followupOn: (day) => followupDayAfter(organisation, day) }),
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

/**
 * The cell of the movable emails of a count. Undefined if they are not movable, or if another count holds
 * them in the state (smoothed or not) that applies.
 */
function cellOf(
  counted: CountKey,
  detail: number,
  smoothedDates: ReadonlySet<Day>,
  count: number,
): (Cell & { count: number }) | undefined {
  const release = releaseOf(counted, smoothedDates)
  if (release === undefined) return undefined
  const { deadline, priority } = counted
  if (detail === 0) return { release, deadline, priority, count, quiet: undefined, announced: undefined }
  const { quiet, announced } = unpackForesight(
    counted.release,
    detail,
    Math.min(counted.release, counted.ideal),
  )
  const isReachable = announced !== undefined && announced >= release
  return { release, deadline, priority, count, quiet, announced: isReachable ? announced : undefined }
}

/** The release day of the movable emails of a count; undefined in the same cases as {@link cellOf}. */
function releaseOf({ kind, release, ideal }: CountKey, smoothedDates: ReadonlySet<Day>): Day | undefined {
  if (kind === MOVABLE) return release
  if (kind === UNSMOOTHED) return smoothedDates.has(ideal) ? undefined : release
  if (kind === SMOOTHED) return smoothedDates.has(ideal) ? release : undefined
  if (kind === SMOOTHABLE) return smoothedDates.has(ideal) ? release : ideal
  return undefined
}

/** How many effective-date emails may share each ideal date without being smoothed. */
function softLimits({ config }: OrganisationRules, capacity: Capacity): (day: Day) => number {
  const ordinary = softLimit(config, capacity.cap)
  return capacity.byDay === undefined ? () => ordinary : (day) => softLimit(config, capOn(capacity, day))
}

function crowdedDates(today: Day, counts: ReadonlyArray<Count>, limitOn: (day: Day) => number): Set<Day> {
  const sums = new Map<Day, number>()
  for (const { key, emails } of counts) {
    const kind = kindOf(key)
    if (kind === UNSMOOTHED || kind === SMOOTHABLE || kind === SETTLED_EFFECTIVE_DATE) {
      addTo(sums, unpackKey(today, key).ideal, emails)
    }
  }
  return new Set([...sums].filter(([day, emails]) => emails > limitOn(day)).map(([day]) => day))
}

/** The numbers of emails, counted in rank order, up to the end of each share except the last. */
export function cutCounts(split: SplitCell): ReadonlyArray<number> {
  let sum = 0
  return split.placements.slice(0, -1).map(({ count }) => {
    sum += count
    return sum
  })
}

/** Completes a split cell with the ranks at its {@link cutCounts}. */
export function withRanks(split: SplitCell, ranks: ReadonlyArray<bigint>): Split {
  const { placements, ...cell } = split
  return {
    ...cell,
    shares: placements.map((placement, at) => ({ ...placement, through: ranks[at] ?? null })),
  }
}
