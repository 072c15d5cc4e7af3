/**
 * The plan of one organisation: how many emails of each cell go on which day. It is made from counts alone.
 *
 * A cell holds the movable emails with one release day, deadline (last useful day before the contact's next
 * window) and priority. Cap and threshold may differ by day (capacity.ts). A day that is no sending day has
 * neither, and no cell is released or due on it. For plans with foreseen follow-ups see foresight.ts. Without
 * foresight, the following holds:
 *
 *   1. Every email of a cell goes on one sending day from its release to its deadline. None is lost.
 *   2. A day onto which no emails are carried keeps all its emails, if they do not exceed its threshold.
 *   3. Each day is filled before emails are carried further: to its cap, or to its own emails if these are
 *      between its cap and threshold. So the total number of days moved is the smallest possible.
 *   4. A day takes more only if deadlines leave no choice. Of all assignments, as few emails as possible lie
 *      above this base, above the threshold, and above any other level (levels.ts). A level is a number of
 *      emails above or below the threshold of each day, so days rise equally far above their own thresholds.
 *      A day above its threshold is reported.
 *   5. The worst emails of a day are carried over (sweep.ts). Within a cell, these are the emails with the
 *      highest ranks.
 */
import { type Day, NO_DAY } from "../day/civil.ts"
import type { Placements } from "./assign.ts"
import { type Capacity, dayLimits, isOverloaded } from "./capacity.ts"
import { compareCells } from "./cell.ts"
import { type Cell, causesFollowups, type Placement, type SplitCell, staysWhole } from "./cells.ts"
import { type FollowupDays, followupDay } from "./followup-days.ts"
import { planForeseen } from "./foresight.ts"
import { lowestLevels } from "./levels.ts"
import { ReleaseDays } from "./release-days.ts"
import { Sweep } from "./sweep.ts"

export interface OrgHistogram extends Capacity, Partial<FollowupDays> {
  /** Cells are released and due on sending days. */
  readonly cells: ReadonlyArray<Cell>
  /** Emails that are not moved, by day: history, follow-ups, and foreseen follow-ups of queued emails. */
  readonly fixed: ReadonlyMap<Day, number>
  /** Absent if follow-ups are not foreseen. */
  readonly followupDaysAfter?: number
}

export interface OrgPlan {
  readonly splits: ReadonlyArray<SplitCell>
  /** Days that are above the threshold because no assignment avoids it. */
  readonly overloads: ReadonlyArray<{ readonly day: Day; readonly load: number }>
  /** Loads by day if no email is moved, with foreseen follow-ups. */
  readonly loadsBefore: ReadonlyMap<Day, number>
  /** Loads by day with the plan, with foreseen follow-ups. */
  readonly loads: ReadonlyMap<Day, number>
  /** Follow-ups that the planned emails will cause, by day. */
  readonly foreseen: ReadonlyMap<Day, number>
}

export function planOrg(histogram: OrgHistogram): OrgPlan {
  const { cells, followupDaysAfter } = histogram
  const releases = new ReleaseDays(cells)
  const placements =
    followupDaysAfter === undefined
      ? planWithoutForesight(histogram)
      : planForeseen({ ...histogram, releases, lastDeadline: lastDeadline(cells), followupDaysAfter })
  const splits = [...placements]
    .map(([cell, placements]): SplitCell => ({ ...cell, placements }))
    .sort(compareCells)
  const own = new Map<Day, number>()
  const foreseen = new Map<Day, number>()
  const foresee = (day: Day, count: number): void => {
    if (followupDaysAfter === undefined || count === 0) return
    const on = followupDay({ followupDaysAfter, followupOn: histogram.followupOn }, day)
    if (on !== NO_DAY) addTo(foreseen, on, count)
  }
  for (const [release, { emails, causing }] of releases) {
    own.set(release, emails)
    foresee(release, causing)
  }
  const loadsBefore = sumOf(histogram.fixed, own, foreseen)
  for (const [cell, days] of placements) {
    const send = (day: Day, count: number): void => {
      addTo(own, day, count)
      if (causesFollowups(cell, day)) foresee(day, count)
    }
    send(cell.release, -cell.count)
    for (const { day, count } of days) send(day, count)
  }
  const loads = sumOf(histogram.fixed, own, foreseen)
  const overloads = [...loads]
    .filter(([day, load]) => isOverloaded(histogram, day, load))
    .map(([day, load]) => ({ day, load }))
    .sort((a, b) => a.day - b.day)
  return { splits, overloads, loadsBefore, loads, foreseen: sumOf(foreseen) }
}

function lastDeadline(cells: ReadonlyArray<Cell>): Day {
  return cells.reduce((last, { deadline }) => Math.max(last, deadline), Number.NEGATIVE_INFINITY)
}

/** The sum of loads by day, without the days on which it is 0. */
function sumOf(...loads: ReadonlyArray<ReadonlyMap<Day, number>>): Map<Day, number> {
  const sum = new Map<Day, number>()
  for (const [day, count] of loads.flatMap((of) => [...of])) addTo(sum, day, count)
  return new Map([...sum].filter(([, count]) => count !== 0))
}

export function addTo(sums: Map<Day, number>, day: Day, count: number): void {
  sums.set(day, (sums.get(day) ?? 0) + count)
}

function planWithoutForesight(histogram: OrgHistogram): Placements {
  const placements = new Map<Cell, ReadonlyArray<Placement>>()
  for (const cells of clusters(histogram.cells)) {
    planCluster(histogram, cells, (cell, days) => {
      if (!staysWhole(cell, days)) placements.set(cell, days)
    })
  }
  return placements
}

/** Groups cells into clusters: no email of one cluster can reach a day of another. */
function clusters(cells: ReadonlyArray<Cell>): Array<Array<Cell>> {
  const runs: Array<Array<Cell>> = []
  let reach = Number.NEGATIVE_INFINITY
  for (const cell of [...cells].sort(compareCells)) {
    if (cell.release > reach) runs.push([])
    runs.at(-1)?.push(cell)
    reach = Math.max(reach, cell.deadline)
  }
  return runs
}

/** Plans the days of a cluster if one of them is overloaded. */
function planCluster(
  histogram: OrgHistogram,
  cells: ReadonlyArray<Cell>,
  place: (cell: Cell, placements: ReadonlyArray<Placement>) => void,
): void {
  const first = cells[0].release
  const days = cells.reduce((last, cell) => Math.max(last, cell.deadline), first) - first + 1
  const fixed = Float64Array.from({ length: days }, (_, t) => histogram.fixed.get(first + t) ?? 0)
  /** Loads if no email is moved: fixed emails and emails released on the day. */
  const own = Float64Array.from(fixed)
  for (const { release, count } of cells) own[release - first] += count
  if (!own.some((load, t) => isOverloaded(histogram, first + t, load))) return
  const { caps, thresholds, lift } = dayLimits(histogram, first, days)
  const base = own.map((load, t) => (load <= thresholds[t] ? Math.max(caps[t], load) : caps[t]))
  const bundles = cells
    .map(({ release, deadline, count }) => ({ released: release - first, due: deadline - first, count }))
    .sort((a, b) => a.released - b.released)
  // At the level of the fullest day, no email would have to move, so all deadlines can be met.
  const highest = own.reduce((most, load, t) => (caps[t] > 0 ? Math.max(most, load - lift[t]) : most), 0)
  const levels = lowestLevels(bundles, fixed, base, lift, highest)
  new Sweep({ first, fixed, base, levels }, cells).place(place)
}
