import * as fc from "fast-check"
import { expect, test } from "vitest"
import { type Day, NO_DAY } from "../day/civil.ts"
import { fullestOf, fullLoadBound } from "../testing/full-load-bound.ts"
import { AEP, ANY, foreseeing, LARGE, ROOMY, TIGHT, TINY, varying } from "../testing/org-histograms.ts"
import { capOn, isOverloaded, isSendingDay, thresholdOn } from "./capacity.ts"
import { foresightOf } from "./cell.ts"
import { type Cell, causesFollowups, type Placement } from "./cells.ts"
import { followupDay } from "./followup-days.ts"
import { addTo, type OrgHistogram, type OrgPlan, planOrg } from "./org-plan.ts"

/**
 * Checks the organisations with foreseen follow-ups: those with the same cap on every day, and those whose caps differ by
 * day.
 */
const every = (
  organisations: ReadonlyArray<fc.Arbitrary<OrgHistogram>>,
  check: (histogram: OrgHistogram) => void,
  { foresee = foreseeing, runs = [250, 250] } = {},
): void => {
  const some = fc.oneof(...organisations)
  for (const [n, histograms] of [some, varying(some)].entries()) {
    fc.assert(fc.property(foresee(histograms), check), { numRuns: runs[n] })
  }
}

interface Part extends Cell {
  readonly day: Day
}

const keyOf = (cell: Cell): string =>
  [cell.release, cell.deadline, cell.priority, foresightOf(cell)].join(" ")

const plans = new WeakMap<OrgHistogram, OrgPlan>()

/** The plan of a histogram, which is made once. */
function planOf(histogram: OrgHistogram): OrgPlan {
  const plan = plans.get(histogram) ?? planOrg(histogram)
  plans.set(histogram, plan)
  return plan
}

function placementsOf(histogram: OrgHistogram): Map<Cell, ReadonlyArray<Placement>> {
  const splits = new Map(planOf(histogram).splits.map((split) => [keyOf(split), split.placements]))
  return new Map(
    histogram.cells.map((cell) => [
      cell,
      splits.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }],
    ]),
  )
}

const partsOf = (histogram: OrgHistogram): Array<Part> =>
  [...placementsOf(histogram)].flatMap(([cell, days]) => days.map((placement) => ({ ...cell, ...placement })))

/** Full loads by day: emails and their follow-ups. */
function fullLoads(histogram: OrgHistogram, parts: ReadonlyArray<Part>): Map<Day, number> {
  const loads = new Map(histogram.fixed)
  for (const part of parts) {
    addTo(loads, part.day, part.count)
    const on = followupOf(histogram, part, part.day)
    if (on !== NO_DAY) addTo(loads, on, part.count)
  }
  return loads
}

/** The day of the follow-ups of emails of a cell that go on `day`; NO_DAY if they have none. */
function followupOf({ followupDaysAfter = 0, followupOn }: OrgHistogram, cell: Cell, day: Day): Day {
  return causesFollowups(cell, day) ? followupDay({ followupDaysAfter, followupOn }, day) : NO_DAY
}

test("every email goes on one sending day from its release to its deadline, and none is lost", () => {
  every([ANY], (histogram) => {
    for (const [cell, days] of placementsOf(histogram)) {
      expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(cell.count)
      expect(days.every(({ count }) => Number.isInteger(count) && count > 0)).toBe(true)
      const dates = days.map(({ day }) => day)
      expect(dates).toEqual([...new Set(dates)].sort((a, b) => a - b))
      expect(dates[0]).toBeGreaterThanOrEqual(cell.release)
      expect(dates.at(-1)).toBeLessThanOrEqual(cell.deadline)
      expect(dates.every((day) => isSendingDay(histogram, day))).toBe(true)
    }
  })
})

test("exactly the days above the threshold and the follow-ups that emails cause are reported", () => {
  every([ANY], (histogram) => {
    const { overloads, foreseen } = planOf(histogram)
    const parts = partsOf(histogram)
    const above = [...fullLoads(histogram, parts)]
      .filter(([day, load]) => isOverloaded(histogram, day, load))
      .map(([day, load]) => ({ day, load }))
      .sort((a, b) => a.day - b.day)
    expect(overloads).toEqual(above)
    const caused = new Map<Day, number>()
    for (const part of parts) {
      const on = followupOf(histogram, part, part.day)
      if (on !== NO_DAY) addTo(caused, on, part.count)
    }
    expect(foreseen).toEqual(caused)
  })
})

test("if no day is above the threshold, no email moves", () => {
  let quiet = 0
  every([ANY], (histogram) => {
    if ([...planOf(histogram).loadsBefore].some(([day, load]) => isOverloaded(histogram, day, load))) return
    quiet++
    expect(planOf(histogram).splits).toEqual([])
  })
  expect(quiet).toBeGreaterThan(0)
})

test("the fullest day is as low as possible, or one email higher", () => {
  every([TINY, TIGHT, ROOMY], (histogram) => {
    const fullest = fullestOf(histogram, fullLoads(histogram, partsOf(histogram)))
    const bound = fullLoadBound(histogram, () => Number.MAX_SAFE_INTEGER)
    expect(fullest).toBeLessThanOrEqual(Math.max(bound.fullest, fullestOf(histogram, histogram.fixed)) + 2)
  })
})

/**
 * Every email causes a follow-up on a later day. Then neither priorities nor emails without follow-ups add days of
 * waiting.
 */
const foreseeingAlike = (histograms: fc.Arbitrary<OrgHistogram>): fc.Arbitrary<OrgHistogram> =>
  foreseeing(histograms, 0, [1, 2, 2, 3, 5])

test("no plan with the same room on every day moves emails by noticeably fewer days", () => {
  const check = (histogram: OrgHistogram): void => {
    const { fixed } = histogram
    const parts = partsOf(histogram)
    const loads = fullLoads(histogram, parts)
    const before = planOf(histogram).loadsBefore
    const bound = fullLoadBound(histogram, (day) => {
      const own = before.get(day) ?? 0
      const kept = own > thresholdOn(histogram, day) ? 0 : own
      return Math.max(capOn(histogram, day), kept, fixed.get(day) ?? 0, loads.get(day) ?? 0)
    })
    const moved = parts.reduce((sum, { day, release, count }) => sum + (day - release) * count, 0)
    // Rounding to whole emails costs tiny organisations some days.
    expect(moved).toBeLessThanOrEqual(1.03 * bound.daysMoved + 12)
  }
  every([TINY, ROOMY, AEP], check, { foresee: foreseeingAlike })
})

/** The cells of a plan, to be planned again on the same day: each has the day that was announced for it. */
function announcing(histogram: OrgHistogram): OrgHistogram {
  const cells = [...placementsOf(histogram)].flatMap(([cell, days]) =>
    days.map(({ day, count }) => ({ ...cell, count, ...(day > cell.release && { announced: day }) })),
  )
  return { ...histogram, cells }
}

test("planning again on the same day keeps announced days", () => {
  every([ANY], (histogram) => {
    const again = announcing(histogram)
    for (const [cell, days] of placementsOf(again)) {
      expect(days).toEqual([{ day: cell.announced ?? cell.release, count: cell.count }])
    }
  })
})

test.each([
  [8, 5, "leaves an email on its later announced day, because it is nearly full", 5],
  [7, 2, "leaves an email two days later, because the wait is short", 2],
  [7, 3, "takes an email back from the third day after it, because it has room", 0],
])(
  "a day with %i emails of its own and a cap of 10, email announced for day %i: it %s",
  (count, later, _, day) => {
    const cell = { release: 0, deadline: 20, priority: 1 }
    const announced = { ...cell, count: 1, announced: later }
    const histogram = {
      cap: 10,
      threshold: 12,
      fixed: new Map(),
      followupDaysAfter: 2,
      cells: [{ ...cell, count }, announced],
    }
    expect(placementsOf(histogram).get(announced)).toEqual([{ day, count: 1 }])
  },
)

/** The histogram of the next day: emails planned for today are sent, and their follow-ups are fixed. */
function nextMorning(histogram: OrgHistogram, today: Day): OrgHistogram {
  const fixed = new Map(histogram.fixed)
  fixed.delete(today)
  const cells = announcing(histogram).cells.flatMap((cell): Array<Cell> => {
    const day = cell.announced ?? cell.release
    if (day > today) return cell.release > today ? [cell] : [late(cell, day)]
    const on = followupOf(histogram, cell, day)
    if (on !== NO_DAY) addTo(fixed, on, cell.count)
    return []
  })
  return { ...histogram, fixed, cells: together(cells) }
}

/** The cell of late emails: they are released on the day that was announced for them. */
function late({ announced: _, ...cell }: Cell, day: Day): Cell {
  const quiet = cell.quiet === undefined ? undefined : { ...cell.quiet, from: Math.max(day, cell.quiet.from) }
  const { quiet: _quiet, ...rest } = cell
  return { ...rest, release: day, ...(quiet !== undefined && quiet.from <= quiet.through && { quiet }) }
}

function together(cells: ReadonlyArray<Cell>): Array<Cell> {
  const alike = Map.groupBy(cells, keyOf)
  return [...alike.values()].map((same) => ({
    ...same[0],
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}

test("with daily runs, nearly every email goes on the day first announced", () => {
  let sent = 0
  let kept = 0
  const walk = (histogram: OrgHistogram): void => {
    const first = Math.min(...histogram.cells.map(({ release }) => release))
    let world = histogram
    for (let today = first; world.cells.length > 0; today++) {
      const planned = new Map(announcing(world).cells.map((cell) => [cell, cell.announced ?? cell.release]))
      for (const [cell, day] of planned) {
        if (day !== today) continue
        sent += cell.count
      }
      const morning = nextMorning(world, today)
      for (const [cell, days] of placementsOf(morning)) {
        for (const { day, count } of days) if (day === (cell.announced ?? cell.release)) kept += count
      }
      kept -= morning.cells.reduce((sum, { count }) => sum + count, 0)
      world = morning
    }
  }
  every([ROOMY, AEP, LARGE], walk, { runs: [150, 60] })
  // `kept` is now the negative number of emails that a later run moved.
  expect(sent).toBeGreaterThan(10_000)
  expect(-kept).toBeLessThan(0.02 * sent)
})

test("the order of the cells does not change the plan", () => {
  every([ANY], (histogram) => {
    const byKey = (plan: OrgHistogram) =>
      [...placementsOf(plan)]
        .map(([cell, days]) => [keyOf(cell), days] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
    expect(byKey({ ...histogram, cells: histogram.cells.toReversed() })).toEqual(byKey(histogram))
  })
})
