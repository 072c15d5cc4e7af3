/** Small random organisations for the planner's tests, of shapes that make planning hard. */
import * as fc from "fast-check"
import { type Day, NO_DAY } from "../day/civil.ts"
import { type CapacityByDay, isSendingDay } from "../plan/capacity.ts"
import type { Cell } from "../plan/cells.ts"
import type { OrgHistogram } from "../plan/org-plan.ts"

/** A random cell: days from the first day to its release, and from there to its deadline. */
interface DrawnCell {
  readonly release: number
  readonly days: number
  readonly priority: number
  readonly count: number
}

interface Shape {
  readonly cap: fc.Arbitrary<number>
  /** Number of days on which cells are released. */
  readonly releases: number
  /** Days from release to deadline. */
  readonly reach: fc.Arbitrary<number>
  readonly emails: number
  readonly cells: number
}

const FIRST_DAY: Day = 20_000

function histograms({ cap, releases, reach, emails, cells }: Shape): fc.Arbitrary<OrgHistogram> {
  const cell = fc.record<DrawnCell>({
    release: fc.nat(releases - 1),
    days: reach,
    priority: fc.constantFrom(1, 3, 5, 5, 7),
    count: fc.integer({ min: 1, max: emails }),
  })
  return fc
    .record({
      cap,
      overage: fc.constantFrom(1, 1.2, 1.2, 1.5, 2),
      cells: fc.array(cell, { minLength: 1, maxLength: cells }),
      fixed: fc.array(fc.tuple(fc.nat(releases + 4), fc.integer({ min: 1, max: emails })), { maxLength: 5 }),
    })
    .map((drawn) => ({
      cap: drawn.cap,
      threshold: Math.max(drawn.cap, Math.floor(drawn.overage * drawn.cap)),
      cells: distinct(drawn.cells),
      fixed: new Map(drawn.fixed.map(([day, count]) => [FIRST_DAY + day, count])),
    }))
}

/** Merges cells with the same days and priority. */
function distinct(drawn: ReadonlyArray<DrawnCell>): ReadonlyArray<Cell> {
  const cells = new Map<string, Cell>()
  for (const { release, days, priority, count } of drawn) {
    const key = `${release} ${days} ${priority}`
    cells.set(key, {
      release: FIRST_DAY + release,
      deadline: FIRST_DAY + release + days,
      priority,
      count: count + (cells.get(key)?.count ?? 0),
    })
  }
  return [...cells.values()]
}

const days = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })

/** Caps of 1 to 3. */
export const TINY = histograms({ cap: days(1, 3), releases: 6, reach: days(0, 8), emails: 6, cells: 6 })

/** Usually enough room. */
export const ROOMY = histograms({ cap: days(10, 30), releases: 10, reach: days(5, 14), emails: 40, cells: 8 })

/** Deadlines that cannot all be met at the cap. */
export const TIGHT = histograms({ cap: days(4, 12), releases: 8, reach: days(0, 3), emails: 30, cells: 10 })

/** Days between cap and threshold, clusters far apart, counts in thousands. */
export const LARGE = histograms({
  cap: days(900, 1200),
  releases: 40,
  reach: days(0, 9),
  emails: 2000,
  cells: 12,
})

/**
 * An AEP day: many emails released on one day with 31 days to the deadline, some with fewer days because a
 * window begins; besides these, other emails and history on the same days.
 */
export const AEP = fc
  .record({
    cap: days(2, 20),
    whole: days(1, 500),
    early: fc.array(fc.tuple(days(0, 30), days(1, 30)), { maxLength: 6 }),
    others: ROOMY,
  })
  .map(({ cap, whole, early, others }): OrgHistogram => {
    const released = [[31, whole] as const, ...early].map(([reach, count]) => ({
      release: 2,
      days: reach,
      priority: 7,
      count,
    }))
    return {
      cap,
      threshold: Math.floor(1.2 * cap),
      cells: [...distinct(released), ...others.cells.filter(({ priority }) => priority < 7)],
      fixed: others.fixed,
    }
  })

export const ANY: fc.Arbitrary<OrgHistogram> = fc.oneof(TINY, ROOMY, TIGHT, LARGE, AEP)

type DrawnCalendar = typeof CALENDAR extends fc.Arbitrary<infer Drawn> ? Drawn : never

/** Calendars in which some days are no sending days, and caps that grow. Days are counted from the first day. */
const CALENDAR = fc.record({
  /** Days of the week without emails. */
  weekdays: fc.constantFrom<Array<number>>([], [], [0, 1], [2, 3], [5, 6], [0, 2, 4], [0, 1, 2, 3, 4, 5]),
  holidays: fc.array(fc.nat(30), { maxLength: 3 }),
  blackout: fc.tuple(fc.nat(20), fc.constantFrom(0, 0, 0, 4, 10, 45)),
  /** A warm-up: its first day, caps as shares of the cap, and sending days for each. */
  start: fc.integer({ min: -10, max: 15 }),
  steps: fc.constantFrom<Array<number>>([], [], [0.1, 0.3, 0.6], [0.5], [0.05, 0.1, 0.2, 0.4, 0.8]),
  daysPerStep: fc.constantFrom(1, 1, 2, 4),
  /** Whether the percentage decides the cap of days without warm-up, so that their threshold is above it. */
  percentage: fc.boolean(),
})

/** The given organisations with sending days and caps that differ by day. */
export function varying(histograms: fc.Arbitrary<OrgHistogram>): fc.Arbitrary<OrgHistogram> {
  return fc.tuple(histograms, CALENDAR).map(([histogram, calendar]) => {
    const { cap } = histogram
    const threshold = calendar.percentage ? histogram.threshold : cap
    const byDay = capacityByDay(calendar, cap, threshold)
    const varying = { ...histogram, threshold, byDay }
    const cells = histogram.cells.map((cell) => {
      const release = nextSendingDay(varying, cell.release)
      let deadline = Math.max(release, cell.deadline)
      while (!isSendingDay(varying, deadline)) deadline--
      return { ...cell, release, deadline }
    })
    return { ...varying, cells: together(cells) }
  })
}

function capacityByDay(calendar: DrawnCalendar, cap: number, threshold: number): CapacityByDay {
  const { weekdays, holidays, blackout, start, steps, daysPerStep } = calendar
  const isOpen = (t: number): boolean =>
    !weekdays.includes(((t % 7) + 7) % 7) &&
    !holidays.includes(t) &&
    (t < blackout[0] || t >= blackout[0] + blackout[1])
  const warmUp = new Map<number, number>()
  for (let t = start, n = 0; n < steps.length * daysPerStep; t++) {
    if (isOpen(t)) warmUp.set(t, Math.max(1, Math.floor(cap * steps[Math.floor(n++ / daysPerStep)])))
  }
  const limitOn = (day: Day, otherwise: number): number =>
    isOpen(day - FIRST_DAY) ? Math.min(warmUp.get(day - FIRST_DAY) ?? otherwise, otherwise) : 0
  return {
    capOn: (day) => limitOn(day, cap),
    thresholdOn: (day) => (limitOn(day, cap) < cap ? limitOn(day, cap) : threshold),
  }
}

function nextSendingDay(histogram: OrgHistogram, day: Day): Day {
  let sending = day
  while (!isSendingDay(histogram, sending)) sending++
  return sending
}

/** Merges cells that have become alike. */
function together(cells: ReadonlyArray<Cell>): ReadonlyArray<Cell> {
  const alike = Map.groupBy(cells, ({ release, deadline, priority }) => `${release} ${deadline} ${priority}`)
  return [...alike.values()].map((same) => ({
    ...same[0],
    count: same.reduce((sum, { count }) => sum + count, 0),
  }))
}

/**
 * The given organisations with foreseen follow-ups.
 * @param quiet share of the cells whose emails cause no follow-up on some or all days
 */
export function foreseeing(
  histograms: fc.Arbitrary<OrgHistogram>,
  quiet = 0.2,
  daysAfter: ReadonlyArray<number> = [0, 1, 2, 2, 2, 3, 5],
): fc.Arbitrary<OrgHistogram> {
  return histograms.chain((histogram) =>
    fc
      .record({
        followupDaysAfter: fc.constantFrom(...daysAfter),
        quiet: fc.array(fc.record({ is: fc.double({ min: 0, max: 1, noNaN: true }), from: fc.nat(8) }), {
          minLength: histogram.cells.length,
          maxLength: histogram.cells.length,
        }),
      })
      .map((drawn) => ({
        ...histogram,
        followupDaysAfter: drawn.followupDaysAfter,
        ...(histogram.byDay && { followupOn: followupOn(histogram, drawn.followupDaysAfter) }),
        cells: histogram.cells.map((cell, n): Cell => {
          const { is = 1, from = 0 } = drawn.quiet[n] ?? {}
          if (is >= quiet) return cell
          const first = Math.max(cell.release, is < quiet / 2 ? cell.release : cell.deadline - from)
          return { ...cell, quiet: { from: first, through: cell.deadline } }
        }),
      })),
  )
}

/** A follow-up goes on the first sending day from `daysAfter` on, if there is one within five weeks. */
function followupOn(histogram: OrgHistogram, daysAfter: number): (day: Day) => Day {
  return (day) => {
    const sending = nextSendingDay(histogram, day + daysAfter)
    return sending <= day + 35 ? sending : NO_DAY
  }
}
