/**
 * Lower bounds for plans with foreseen follow-ups, for tests. They come from one linear program over all
 * cells and days, without any of the planner's simplifications.
 */
import { type Day, NO_DAY } from "../day/civil.ts"
import { dayLimits } from "../plan/capacity.ts"
import { type Cell, causesFollowups } from "../plan/cells.ts"
import { followupDay } from "../plan/followup-days.ts"
import { LinearProgram, type Row } from "../plan/linear-program.ts"
import type { OrgHistogram } from "../plan/org-plan.ts"

export interface Bound {
  /** Level of the fullest day; at least the threshold. */
  readonly fullest: number
  /** Days from release to sending, summed over all emails. */
  readonly daysMoved: number
}

/** @param mostOn what each day may take, for the bound of days moved */
export function fullLoadBound(histogram: OrgHistogram, mostOn: (day: Day) => number): Bound {
  return {
    fullest: fullestBound(histogram),
    daysMoved: solved(histogram, (day) => mostOn(day), daysMovedCost).cost,
  }
}

/** The load of a day at a level: its threshold is as far from that of the organisation as its load from the level. */
const liftOf = (histogram: OrgHistogram, day: Day): number => dayLimits(histogram, day, 1).lift[0]

/** The level of the fullest day on which emails may go; at least the threshold. */
export function fullestOf(histogram: OrgHistogram, loads: ReadonlyMap<Day, number>): number {
  return [...loads].reduce((fullest, [day, load]) => {
    const lift = liftOf(histogram, day)
    return Number.isFinite(lift) ? Math.max(fullest, load - lift) : fullest
  }, histogram.threshold)
}

const daysMovedCost = (cell: Cell, day: Day): number => day - cell.release

/** The lowest level at which everything fits, found by bisection. */
function fullestBound(histogram: OrgHistogram): number {
  const total = histogram.cells.reduce((sum, { count }) => sum + count, 0)
  const stays = fullestOf(histogram, histogram.fixed)
  let low = histogram.threshold - 1
  let high = histogram.threshold + 2 * total + stays
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (
      solved(
        histogram,
        (day) => Math.max(Math.max(middle, stays) + liftOf(histogram, day), histogram.fixed.get(day) ?? 0),
        () => 0,
      ).isSolved
    )
      high = middle
    else low = middle
  }
  return high
}

function solved(
  histogram: OrgHistogram,
  mostOn: (day: Day) => number,
  costOf: (cell: Cell, day: Day) => number,
): { readonly isSolved: boolean; readonly cost: number } {
  const { cells, fixed, followupDaysAfter = 0, followupOn } = histogram
  const costs: Array<number> = []
  const onDay = new Map<Day, Map<number, number>>()
  const rows: Array<Row> = []
  const load = (day: Day, variable: number): void => {
    const variables = onDay.get(day) ?? new Map<number, number>()
    onDay.set(day, variables.set(variable, (variables.get(variable) ?? 0) + 1))
  }
  for (const cell of cells) {
    const variables: Array<number> = []
    for (let day = cell.release; day <= cell.deadline; day++) {
      const variable = costs.length
      variables.push(variable)
      costs.push(costOf(cell, day))
      load(day, variable)
      const on = followupDay({ followupDaysAfter, followupOn }, day)
      if (on !== NO_DAY && causesFollowups(cell, day)) load(on, variable)
    }
    rows.push({ variables, factors: variables.map(() => -1), bound: -cell.count })
  }
  for (const [day, variables] of onDay) {
    const bound = mostOn(day) - (fixed.get(day) ?? 0)
    rows.push({ variables: [...variables.keys()], factors: [...variables.values()], bound })
  }
  const program = new LinearProgram(costs)
  for (const row of rows) program.add(row)
  return { isSolved: program.solve(), cost: program.cost }
}
