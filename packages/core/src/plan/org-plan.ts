/**
 * The plan of one organisation: how many emails of each cell go on which day. It is made from counts alone.
 *
 * A cell holds the movable emails with one release day, deadline (last useful day before the contact's next
 * window) and priority. For plans with foreseen follow-ups see foresight.ts. Without foresight, the following
 * holds:
 *
 *   1. Every email of a cell goes on one day from its release to its deadline. None is lost.
 *   2. A day onto which no emails are carried keeps all its emails, if they do not exceed the threshold.
 *   3. Each day is filled before emails are carried further: to the cap, or to its own emails if these are
 *      between cap and threshold. So the total number of days moved is the smallest possible.
 *   4. A day takes more only if deadlines leave no choice. Of all assignments, as few emails as possible lie
 *      above this base, above the threshold, and above any other level (levels.ts). A day above the threshold
 *      is reported.
 *   5. The worst emails of a day are carried over (sweep.ts). Within a cell, these are the emails with the
 *      highest ranks.
 */
import type { Day } from "../day/civil.ts"
import type { Placements } from "./assign.ts"
import { type Cell, causesFollowups, type Placement, type SplitCell, staysWhole } from "./cells.ts"
import { planForeseen } from "./foresight.ts"
import { lowestLevels } from "./levels.ts"
import { Sweep } from "./sweep.ts"

export interface OrgHistogram {
  readonly cap: number
  readonly threshold: number
  readonly cells: ReadonlyArray<Cell>
  /** Emails that are not moved, by day: history, follow-ups, and foreseen follow-ups of queued emails. */
  readonly fixed: ReadonlyMap<Day, number>
  /** Days from an email to its foreseen follow-up; absent if follow-ups are not foreseen. */
  readonly followupDaysAfter?: number
}

export interface OrgPlan {
  readonly splits: ReadonlyArray<SplitCell>
  /** Days that are above the threshold because no assignment avoids it. */
  readonly overloads: ReadonlyArray<{ readonly day: Day; readonly load: number }>
  /** Follow-ups that the planned emails will cause, by day. */
  readonly foreseen: ReadonlyMap<Day, number>
}

export function planOrg(histogram: OrgHistogram): OrgPlan {
  const { cells, followupDaysAfter } = histogram
  const placements =
    followupDaysAfter === undefined
      ? planWithoutForesight(histogram)
      : planForeseen({ ...histogram, followupDaysAfter })
  const splits = cells.flatMap((cell): Array<SplitCell> => {
    const days = placements.get(cell)
    return days === undefined ? [] : [{ ...cell, placements: days }]
  })
  const loads = new Map(histogram.fixed)
  const foreseen = new Map<Day, number>()
  for (const cell of cells) {
    const send = (day: Day, count: number): void => {
      addTo(loads, day, count)
      if (followupDaysAfter === undefined || !causesFollowups(cell, day)) return
      addTo(foreseen, day + followupDaysAfter, count)
      addTo(loads, day + followupDaysAfter, count)
    }
    const days = placements.get(cell)
    if (days === undefined) send(cell.release, cell.count)
    else for (const { day, count } of days) send(day, count)
  }
  const overloads = [...loads]
    .filter(([, load]) => load > histogram.threshold)
    .map(([day, load]) => ({ day, load }))
    .sort((a, b) => a.day - b.day)
  return { splits, overloads, foreseen }
}

/** Loads by day if no email is moved, with foreseen follow-ups. */
export function loadsBeforePlanning({
  cells,
  fixed,
  followupDaysAfter,
}: OrgHistogram): ReadonlyMap<Day, number> {
  const loads = new Map(fixed)
  for (const cell of cells) {
    addTo(loads, cell.release, cell.count)
    if (followupDaysAfter === undefined || !causesFollowups(cell, cell.release)) continue
    addTo(loads, cell.release + followupDaysAfter, cell.count)
  }
  return loads
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
  for (const cell of [...cells].sort((a, b) => a.release - b.release)) {
    if (cell.release > reach) runs.push([])
    runs.at(-1)?.push(cell)
    reach = Math.max(reach, cell.deadline)
  }
  return runs
}

/** Plans the days of a cluster if one of them is overloaded. */
function planCluster(
  { cap, threshold, fixed: stays }: OrgHistogram,
  cells: ReadonlyArray<Cell>,
  place: (cell: Cell, placements: ReadonlyArray<Placement>) => void,
): void {
  const first = cells[0].release
  const days = cells.reduce((last, cell) => Math.max(last, cell.deadline), first) - first + 1
  const fixed = Float64Array.from({ length: days }, (_, t) => stays.get(first + t) ?? 0)
  /** Loads if no email is moved: fixed emails and emails released on the day. */
  const own = Float64Array.from(fixed)
  for (const { release, count } of cells) own[release - first] += count
  if (!own.some((load) => load > threshold)) return
  const base = own.map((load) => (load <= threshold ? Math.max(cap, load) : cap))
  const bundles = cells
    .map(({ release, deadline, count }) => ({ released: release - first, due: deadline - first, count }))
    .sort((a, b) => a.released - b.released)
  // At the load of the fullest day, no email would have to move, so all deadlines can be met.
  const levels = lowestLevels(bundles, fixed, base, Math.max(...own))
  new Sweep({ first, fixed, base, levels }, cells).place(place)
}
