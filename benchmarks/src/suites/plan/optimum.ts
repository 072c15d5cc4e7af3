/**
 * The optimum over all assignments of emails to days: a flow from cells to days, solved by HiGHS. Without
 * follow-ups it is exact, because the vertices of such linear programs are whole numbers. First it minimises
 * emails above the base of days; the higher they lie, the more they matter. Then it minimises the number of
 * days moved.
 */
import type { Day } from "@almanac/core/day/civil"
import { causesFollowups } from "@almanac/core/plan/cells"
import { type OrgHistogram, planOrg } from "@almanac/core/plan/org-plan"
import type { Highs } from "highs"

export interface Quality {
  /** Emails on the fullest day; at least the threshold. */
  readonly worst: number
  readonly aboveThreshold: number
  /** Emails above the base of their day. */
  readonly aboveBase: number
  /** Days from release to sending, summed over all emails. */
  readonly daysMoved: number
}

/** A day that a plan can fill: its fixed emails, and its base (what it takes without being raised). */
export interface DayRoom {
  readonly day: Day
  readonly fixed: number
  readonly base: number
}

/**
 * The days of an organisation with their base. A day whose own load, with foreseen follow-ups, is above the
 * threshold has the cap as its base. For other days it is their own load, and at least the cap.
 */
export function dayRooms(histogram: OrgHistogram): ReadonlyArray<DayRoom> {
  const { cap, threshold, cells, fixed, followupDaysAfter = 0 } = histogram
  const first = Math.min(...cells.map(({ release }) => release))
  const last = Math.max(...cells.map(({ deadline }) => deadline)) + followupDaysAfter
  const before = planOrg(histogram).loadsBefore
  return Array.from({ length: last - first + 1 }, (_, t) => {
    const day = first + t
    const own = before.get(day) ?? 0
    return { day, fixed: fixed.get(day) ?? 0, base: own > threshold ? cap : Math.max(cap, own) }
  })
}

/**
 * @param histogram fixed emails must not be above the threshold on any day
 * @param levels loads of the plan to be compared; the optimum has as few emails as possible above each of
 *   them
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
  return {
    worst,
    aboveThreshold: above.get(threshold) as number,
    aboveBase: above.get(0) as number,
    daysMoved: minimum(highs, daysMoved(histogram), fewest),
  }
}

export interface ForeseenQuality {
  /** Emails and follow-ups on the fullest day; at least the threshold. */
  readonly worst: number
  readonly daysMoved: number
}

/**
 * The same with foreseen follow-ups. It is only a bound, as the vertices of these programs need not be whole
 * numbers.
 * @param mostOn what each day may take, for the comparison of days moved
 */
export function foreseenOptimum(
  highs: Highs,
  histogram: OrgHistogram,
  mostOn: (room: DayRoom) => number,
): ForeseenQuality {
  const rooms = dayRooms(histogram)
  const flow = conserved(histogram)
  const loads = rooms.map(({ day, fixed }) => `${emailsOn(histogram, day)} - worst <= ${-fixed}`)
  const most = rooms.map((room) => `${emailsOn(histogram, room.day)} <= ${mostOn(room) - room.fixed}`)
  return {
    worst: minimum(highs, "worst", [...flow, ...loads, `worst >= ${histogram.threshold}`]),
    daysMoved: minimum(highs, daysMoved(histogram), [...flow, ...most]),
  }
}

function daysMoved({ cells }: OrgHistogram): string {
  return cells
    .flatMap((cell, c) => daysOf(cell).map((day) => `${day - cell.release} ${flowOf(c, day)}`))
    .join(" + ")
}

const flowOf = (cell: number, day: Day): string => `x${cell}_${day}`

function daysOf({ release, deadline }: { release: Day; deadline: Day }): Array<Day> {
  return Array.from({ length: deadline - release + 1 }, (_, wait) => release + wait)
}

/** Constraints: every email of a cell goes on one of its days. */
function conserved({ cells }: OrgHistogram): Array<string> {
  return cells.map(
    (cell, c) =>
      `${daysOf(cell)
        .map((day) => flowOf(c, day))
        .join(" + ")} = ${cell.count}`,
  )
}

/**
 * The movable emails on a day and the foreseen follow-ups, as a sum of variables. "0 none" if no cell reaches
 * the day.
 */
function emailsOn({ cells, followupDaysAfter }: OrgHistogram, day: Day): string {
  const flows = cells.flatMap((cell, c) => {
    const parentsDay = day - (followupDaysAfter ?? 0)
    const isReached = (on: Day): boolean => cell.release <= on && on <= cell.deadline
    const causes =
      followupDaysAfter !== undefined && isReached(parentsDay) && causesFollowups(cell, parentsDay)
    return [...(isReached(day) ? [flowOf(c, day)] : []), ...(causes ? [flowOf(c, parentsDay)] : [])]
  })
  return flows.length === 0 ? "0 none" : flows.join(" + ")
}

/** The smallest value of an objective, rounded up to a whole number. Variables are at least 0. */
function minimum(highs: Highs, objective: string, constraints: ReadonlyArray<string>): number {
  const solution = highs.solve(
    `Minimize\n ${objective}\nSubject To\n${constraints.map((line, n) => ` c${n}: ${line}`).join("\n")}\nEnd`,
    { output_flag: false },
  )
  if (solution.Status !== "Optimal") throw new Error(`HiGHS ended with status ${solution.Status}`)
  return Math.ceil(solution.ObjectiveValue - 1e-6)
}
