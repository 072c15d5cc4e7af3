/**
 * The plan of one organisation: how many emails of each cell go to which day. It is made from counts alone.
 *
 * A cell holds the movable emails with one release day, deadline (last useful day before the contact's next window) and
 * priority. Where follow-ups are foreseen, see foresight.ts. Without foresight the invariants are:
 *
 *  1. Every email of a cell goes to one day from its release to its deadline; none is lost.
 *  2. A day that nothing reaches from before keeps all its emails, if they are not more than the threshold.
 *  3. Days are filled to the cap, or to their own emails where these are between cap and threshold, before any is carried
 *     further; so the sum of days moved is the least possible.
 *  4. A day takes more only where deadlines leave no choice: of all assignments, as few emails as possible lie above this
 *     base, above the threshold, and above any level (see levels.ts). A day above the threshold is reported.
 *  5. What is carried is the worst of the day, as sweep.ts has it. Within a cell the emails with the highest ranks are
 *     carried.
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
  /** Emails that stay where they are, by day: history and follow-ups; where they are foreseen, those of queued emails too. */
  readonly fixed: ReadonlyMap<Day, number>
  /** Days from an email to the follow-up that is foreseen; absent where none are. */
  readonly followupDaysAfter?: number
}

export interface OrgPlan {
  readonly splits: ReadonlyArray<SplitCell>
  /** Days that end above the threshold although no assignment avoids it. */
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

/** Loads by day if no email moves, with the follow-ups that are foreseen. */
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

/** Cells in runs whose days hang together: no email of one run can reach a day of another. */
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

/** Plans a run of days, if one of them is overloaded. */
function planCluster(
  { cap, threshold, fixed: stays }: OrgHistogram,
  cells: ReadonlyArray<Cell>,
  place: (cell: Cell, placements: ReadonlyArray<Placement>) => void,
): void {
  const first = cells[0].release
  const days = cells.reduce((last, cell) => Math.max(last, cell.deadline), first) - first + 1
  const fixed = Float64Array.from({ length: days }, (_, t) => stays.get(first + t) ?? 0)
  /** Emails that the day has of its own, fixed ones included. */
  const own = Float64Array.from(fixed)
  for (const { release, count } of cells) own[release - first] += count
  if (!own.some((load) => load > threshold)) return
  const base = own.map((load) => (load <= threshold ? Math.max(cap, load) : cap))
  const bundles = cells
    .map(({ release, deadline, count }) => ({ released: release - first, due: deadline - first, count }))
    .sort((a, b) => a.released - b.released)
  // With as much as the fullest day has of its own, everything could stay.
  const levels = lowestLevels(bundles, fixed, base, Math.max(...own))
  new Sweep({ first, fixed, base, levels }, cells).place(place)
}
