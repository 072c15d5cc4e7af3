import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { Day } from "../day/civil.ts"
import { cheapestFlow } from "../testing/flow.ts"
import { AEP, ANY, ROOMY, TIGHT, TINY, varying } from "../testing/org-histograms.ts"
import { type CapacityByDay, capOn, dayLimits, isOverloaded, isSendingDay, thresholdOn } from "./capacity.ts"
import type { Cell } from "./cells.ts"
import { type OrgHistogram, type OrgPlan, planOrg } from "./org-plan.ts"

/** A part of a cell that goes on one day. */
interface Part extends Cell {
  readonly day: Day
}

/** Checks organisations with the same cap on every day, and organisations whose caps differ by day. */
const every = (histograms: fc.Arbitrary<OrgHistogram>, check: (histogram: OrgHistogram) => void): void => {
  for (const some of [histograms, varying(histograms)]) fc.assert(fc.property(some, check), { numRuns: RUNS })
}

const RUNS = 300

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0)
const keyOf = ({ release, deadline, priority }: Cell): string => [release, deadline, priority].join(" ")

/** The days of all emails. Cells that are not split stay on their release day. */
function parts({ cells }: OrgHistogram, { splits }: OrgPlan): Array<Part> {
  const placements = new Map(splits.map((split) => [keyOf(split), split.placements]))
  return cells.flatMap((cell) =>
    (placements.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }]).map((placement) => ({
      ...cell,
      ...placement,
    })),
  )
}

/** Emails by day, fixed ones included. */
function loads(
  { fixed }: OrgHistogram,
  emails: ReadonlyArray<{ day: Day; count: number }>,
): Map<Day, number> {
  const result = new Map(fixed)
  for (const { day, count } of emails) result.set(day, (result.get(day) ?? 0) + count)
  return result
}

function ownLoads(histogram: OrgHistogram): Map<Day, number> {
  return loads(
    histogram,
    histogram.cells.map(({ release, count }) => ({ day: release, count })),
  )
}

/** The base of each day: its own emails if they are not above the threshold, and at least the cap. */
function baseOf(histogram: OrgHistogram): (day: Day) => number {
  const own = ownLoads(histogram)
  return (day) => {
    const load = own.get(day) ?? 0
    const cap = capOn(histogram, day)
    return load <= thresholdOn(histogram, day) ? Math.max(cap, load) : cap
  }
}

const emailsOf = ({ cells }: OrgHistogram): number => sum(cells.map(({ count }) => count))

/** The best flow for the given room on each day, fixed emails included. */
function best(histogram: OrgHistogram, roomOn: (day: Day) => number) {
  return cheapestFlow(histogram.cells, (day) => roomOn(day) - (histogram.fixed.get(day) ?? 0))
}

const excess = (loadByDay: ReadonlyMap<Day, number>, roomOn: (day: Day) => number): number =>
  sum([...loadByDay].map(([day, load]) => Math.max(0, load - roomOn(day))))

test("every email goes on one day from its release to its deadline, and none is lost", () => {
  every(ANY, (histogram) => {
    const { splits } = planOrg(histogram)
    const cells = new Map(histogram.cells.map((cell) => [keyOf(cell), cell]))
    expect(new Set(splits.map(keyOf)).size).toBe(splits.length)
    for (const { placements, ...cell } of splits) {
      expect(cell).toEqual(cells.get(keyOf(cell)))
      expect(sum(placements.map(({ count }) => count))).toBe(cell.count)
      expect(placements.every(({ count }) => count > 0)).toBe(true)
      const days = placements.map(({ day }) => day)
      expect(days).toEqual([...new Set(days)].sort((a, b) => a - b))
      expect(days[0]).toBeGreaterThanOrEqual(cell.release)
      expect(days.at(-1)).toBeLessThanOrEqual(cell.deadline)
      expect(days).not.toEqual([cell.release])
    }
  })
})

test("a day onto which no emails are carried keeps all its emails, unless they exceed the threshold", () => {
  every(ANY, (histogram) => {
    const placed = parts(histogram, planOrg(histogram))
    const own = ownLoads(histogram)
    for (const cell of histogram.cells) {
      const t = cell.release
      const reached = placed.some(({ release, day }) => release < t && day >= t)
      if (reached || (own.get(t) as number) > thresholdOn(histogram, t)) continue
      expect(placed.filter((part) => keyOf(part) === keyOf(cell)).map(({ day }) => day)).toEqual([t])
    }
  })
})

test("if all deadlines can be met, no day takes more than its base, and emails move by the fewest days", () => {
  let feasible = 0
  every(ANY, (histogram) => {
    const base = baseOf(histogram)
    const optimum = best(histogram, base)
    if (optimum.emails < emailsOf(histogram)) return
    feasible++
    const placed = parts(histogram, planOrg(histogram))
    for (const [day, load] of loads(histogram, placed)) {
      expect(load).toBeLessThanOrEqual(Math.max(base(day), histogram.fixed.get(day) ?? 0))
    }
    expect(sum(placed.map(({ day, release, count }) => (day - release) * count))).toBe(optimum.cost)
  })
  expect(feasible).toBeGreaterThan(RUNS / 5)
})

/**
 * The number of movable emails above the given room of each day: in our plan (`ours`), and the smallest
 * possible number (`least`).
 */
function aboveLevel(histogram: OrgHistogram, roomOn: (day: Day) => number): { ours: number; least: number } {
  const load = loads(histogram, parts(histogram, planOrg(histogram)))
  return {
    ours: excess(load, roomOn) - excess(histogram.fixed, roomOn),
    least: emailsOf(histogram) - best(histogram, roomOn).emails,
  }
}

test("as few emails as deadlines allow are above the threshold, and none if all deadlines can be met", () => {
  let infeasible = 0
  every(ANY, (histogram) => {
    const { ours, least } = aboveLevel(histogram, (day) => thresholdOn(histogram, day))
    if (least > 0) infeasible++
    expect(ours).toBe(least)
  })
  expect(infeasible).toBeGreaterThan(RUNS / 10)
})

/** How far the threshold of a day is from that of the organisation; −∞ on a day that is no sending day. */
const liftOf = (histogram: OrgHistogram, day: Day): number => dayLimits(histogram, day, 1).lift[0]

test("the same holds for the base and every level: the fullest day is as low as possible, then the next", () => {
  every(ANY, (histogram) => {
    const base = baseOf(histogram)
    const { cap, threshold } = histogram
    for (const level of [0, cap + 1, threshold + 1, threshold + 2, 2 * threshold, 3 * cap, 5 * cap]) {
      const room = (day: Day): number => Math.max(base(day), level + liftOf(histogram, day))
      const { ours, least } = aboveLevel(histogram, room)
      expect(ours).toBe(least)
    }
  })
})

test("the plan is the one that moves emails by the fewest days among those", () => {
  every(fc.oneof(TINY, TIGHT), (histogram) => {
    const base = baseOf(histogram)
    const emails = emailsOf(histogram)
    const placed = parts(histogram, planOrg(histogram))
    const load = loads(histogram, placed)
    const weight = 100 * emails
    /** The price of each email above the base, up to a load: the further the load is above the threshold, the more. */
    const prices = (day: Day, upTo: number): Array<number> => {
      if (!isSendingDay(histogram, day)) return []
      const first = Math.max(base(day), histogram.fixed.get(day) ?? 0) + 1
      const lift = liftOf(histogram, day)
      return Array.from({ length: Math.max(0, upTo - first + 1) }, (_, k) => weight * (first + k - lift))
    }
    const highest = 2 * histogram.threshold + Math.max(...load.values())
    const optimum = cheapestFlow(
      histogram.cells,
      (day) => base(day) - (histogram.fixed.get(day) ?? 0),
      (day) => prices(day, highest),
    )
    expect(optimum.emails).toBe(emails)
    const moved = sum(placed.map(({ day, release, count }) => (day - release) * count))
    const paid = sum([...load].flatMap(([day, n]) => prices(day, n)))
    expect(moved + paid).toBe(optimum.cost)
  })
})

test("no email goes on a day that is no sending day", () => {
  let closed = 0
  every(ANY, (histogram) => {
    for (const { release, deadline, day } of parts(histogram, planOrg(histogram))) {
      if (!isSendingDay(histogram, release + 1) && deadline > release + 1) closed++
      expect(isSendingDay(histogram, day)).toBe(true)
    }
  })
  expect(closed).toBeGreaterThan(RUNS)
})

test("exactly the days above the threshold are reported, in order, with their loads", () => {
  every(ANY, (histogram) => {
    const plan = planOrg(histogram)
    const above = [...loads(histogram, parts(histogram, plan))]
      .filter(([day, load]) => isOverloaded(histogram, day, load))
      .map(([day, load]) => ({ day, load }))
      .sort((a, b) => a.day - b.day)
    expect(plan.overloads).toEqual(above)
  })
})

/** Compares cells: negative if `a` is carried over before `b`. */
const worse = (a: Cell, b: Cell): number =>
  b.priority - a.priority || b.deadline - a.deadline || a.release - b.release

test("no email is carried past a day that takes a worse email which could be carried instead", () => {
  every(fc.oneof(TINY, ROOMY, AEP), (histogram) => {
    const base = baseOf(histogram)
    if (best(histogram, base).emails < emailsOf(histogram)) return
    const placed = parts(histogram, planOrg(histogram))
    for (const t of new Set(placed.map(({ day }) => day))) {
      const carried = placed.filter(({ release, day }) => release <= t && day > t)
      for (const taken of placed.filter(({ day, deadline }) => day === t && deadline > t)) {
        for (const better of carried.filter((part) => worse(taken, part) < 0)) {
          const later = placed
            .filter(({ day }) => day > t)
            .map((part) => ({
              ...part,
              release: Math.max(part.release, t + 1),
              count: part === better ? part.count - 1 : part.count,
            }))
          const swapped = [...later, { ...taken, release: t + 1, count: 1 }]
          const flow = cheapestFlow(swapped, (day) => base(day) - (histogram.fixed.get(day) ?? 0))
          expect(flow.emails).toBeLessThan(sum(swapped.map(({ count }) => count)))
        }
      }
    }
  })
})

/** The capacity of `away` days, twice. */
function twice({ capOn, thresholdOn }: CapacityByDay, away: number): CapacityByDay {
  const start = 20_000 + away / 2
  const same = (day: Day): Day => (day < start ? day : day - away)
  return { capOn: (day) => capOn(same(day)), thresholdOn: (day) => thresholdOn(same(day)) }
}

const byKey = ({ splits }: OrgPlan) => [...splits].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))

test("neither the order of the cells nor other clusters change the plan of a cluster", () => {
  every(ANY, (histogram) => {
    const plan = planOrg(histogram)
    const reversed = planOrg({ ...histogram, cells: histogram.cells.toReversed() })
    expect({ ...reversed, splits: byKey(reversed) }).toEqual({ ...plan, splits: byKey(plan) })
    const away = 1000
    const shifted = histogram.cells.map((cell) => ({
      ...cell,
      release: cell.release + away,
      deadline: cell.deadline + away,
    }))
    const fixed = new Map(
      [...histogram.fixed].flatMap(([day, n]) => [[day, n] as const, [day + away, n] as const]),
    )
    const both = planOrg({
      ...histogram,
      ...(histogram.byDay && { byDay: twice(histogram.byDay, away) }),
      fixed,
      cells: [...shifted, ...histogram.cells],
    })
    expect(byKey(both).slice(0, plan.splits.length)).toEqual(byKey(plan))
    expect(both.splits.length).toBe(2 * plan.splits.length)
    expect(both.overloads.length).toBe(2 * plan.overloads.length)
  })
})
