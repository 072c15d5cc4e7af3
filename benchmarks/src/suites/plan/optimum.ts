/**
 * The best that any assignment of emails to days can do, as a flow from cells to days solved by HiGHS: exact, because the
 * vertices of such linear programs are whole numbers. Emails above what days take without need come first, and the higher
 * they lie the more they matter; then the number of days moved.
 */
import type { Day } from "@almanac/core/day/civil"
import type { OrgHistogram } from "@almanac/core/plan/org-plan"
import type { Highs } from "highs"

export interface Quality {
  /** Emails on the fullest day; at least the threshold. */
  readonly worst: number
  readonly aboveThreshold: number
  /** Emails above what their day takes without need. */
  readonly aboveBase: number
  /** Days from release to sending, summed up over the emails. */
  readonly daysMoved: number
}

/** Days that a plan can fill, and what each takes without need, fixed emails not included. */
export interface DayRoom {
  readonly day: Day
  readonly fixed: number
  readonly base: number
}

/** A day with more emails of its own than the threshold keeps the cap; others keep what they have, or fill to the cap. */
export function dayRooms({ cap, threshold, cells, fixed }: OrgHistogram): ReadonlyArray<DayRoom> {
  const first = Math.min(...cells.map(({ release }) => release))
  const last = Math.max(...cells.map(({ deadline }) => deadline))
  return Array.from({ length: last - first + 1 }, (_, t) => {
    const day = first + t
    const stays = fixed.get(day) ?? 0
    const own = cells.reduce((sum, cell) => sum + (cell.release === day ? cell.count : 0), stays)
    return { day, fixed: stays, base: own > threshold ? cap : Math.max(cap, own) }
  })
}

/**
 * @param histogram fixed emails must not be above the threshold on any day
 * @param levels loads that the plan to be compared has; above each of them the optimum has as few emails as possible
 */
export function optimum(highs: Highs, histogram: OrgHistogram, levels: ReadonlyArray<number>): Quality {
  const { threshold } = histogram
  const rooms = dayRooms(histogram)
  const flow = conserved(histogram)
  const loads = rooms.map(({ day, fixed }) => `${emailsOn(histogram, day)} - worst <= ${-fixed}`)
  const worst = minimum(highs, "worst", [...flow, ...loads, `worst >= ${threshold}`])

  const above = new Map<number, number>()
  const fewest = [...flow]
  for (const level of new Set([0, threshold, ...levels])) {
    const variables = rooms.map(({ day }) => `above${level}_${day}`)
    const excess = rooms.map(({ day, fixed, base }, t) => {
      return `${emailsOn(histogram, day)} - ${variables[t]} <= ${Math.max(0, Math.max(base, level) - fixed)}`
    })
    const emails = minimum(highs, variables.join(" + "), [...flow, ...excess])
    above.set(level, emails)
    fewest.push(...excess, `${variables.join(" + ")} <= ${emails}`)
  }
  const moved = histogram.cells.flatMap((cell, c) =>
    daysOf(cell).map((day) => `${day - cell.release} ${flowOf(c, day)}`),
  )
  return {
    worst,
    aboveThreshold: above.get(threshold) as number,
    aboveBase: above.get(0) as number,
    daysMoved: minimum(highs, moved.join(" + "), fewest),
  }
}

const flowOf = (cell: number, day: Day): string => `x${cell}_${day}`

function daysOf({ release, deadline }: { release: Day; deadline: Day }): Array<Day> {
  return Array.from({ length: deadline - release + 1 }, (_, wait) => release + wait)
}

/** Every email of a cell goes to one of its days. */
function conserved({ cells }: OrgHistogram): Array<string> {
  return cells.map(
    (cell, c) =>
      `${daysOf(cell)
        .map((day) => flowOf(c, day))
        .join(" + ")} = ${cell.count}`,
  )
}

/** Movable emails on a day; "0 none" on one that no cell reaches. */
function emailsOn({ cells }: OrgHistogram, day: Day): string {
  const flows = cells.flatMap(({ release, deadline }, c) =>
    release <= day && day <= deadline ? [flowOf(c, day)] : [],
  )
  return flows.length === 0 ? "0 none" : flows.join(" + ")
}

/** Least value of an objective, a whole number. Variables are at least 0. */
function minimum(highs: Highs, objective: string, constraints: ReadonlyArray<string>): number {
  const solution = highs.solve(
    `Minimize\n ${objective}\nSubject To\n${constraints.map((line, n) => ` c${n}: ${line}`).join("\n")}\nEnd`,
    { output_flag: false },
  )
  if (solution.Status !== "Optimal") throw new Error(`HiGHS ended with status ${solution.Status}`)
  return Math.ceil(solution.ObjectiveValue - 1e-6)
}
