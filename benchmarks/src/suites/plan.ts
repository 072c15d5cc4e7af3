/**
 * Measures the quality of load balancing: plans of many seeded organisations against the exact optimum, and
 * how evenly jitter and catch-up are distributed.
 */
import { type CellKey, foresightOf } from "@almanac/core/plan/cell"
import { causesFollowups } from "@almanac/core/plan/cells"
import { addTo, type OrgHistogram, planOrg } from "@almanac/core/plan/org-plan"
import loadHighs, { type Highs } from "highs"
import { firstOf, type Suite } from "../frame/bench.ts"
import { foreseeingInstances, instances } from "./plan/instances.ts"
import { type DayRoom, dayRooms, foreseenOptimum, optimum, type Quality } from "./plan/optimum.ts"
import { spreads } from "./plan/spread.ts"

/** Number of organisations of each shape. */
const PER_SHAPE = { full: 250, smoke: 5 }

export const plan: Suite = {
  name: "plan",
  about:
    "plans against the exact optimum: median, 95 % and worst ratio of the days moved and of the fullest day. needless: " +
    "organisations with more emails than necessary above the threshold or the cap. With follow-ups, fuller: organisations " +
    "whose fullest day is more than 1 % and one email above the bound of the linear program; plan: seconds for each plan. " +
    "χ² of the days that hashes choose, which is below the limit in 999 of 1,000 cases if the distribution is even",
  // `contacts` is the number of contacts whose jitter and catch-up are measured.
  sizes: { full: { contacts: [1_000_000] }, smoke: { contacts: [10_000] } },
  run: async (bench) => {
    const perShape = PER_SHAPE[bench.smoke ? "smoke" : "full"]
    // The package's types describe its CommonJS build, whose default export lies one level deeper.
    const highs = await (loadHighs as unknown as typeof loadHighs.default)()
    for (const it of shapeResults(highs, perShape)) {
      bench.record({ case: it.shape }, { ...shapeValues(it), needless: [it.needless, "count", "0"] })
    }
    for (const it of foreseenResults(highs, perShape)) {
      bench.record(
        { case: it.shape },
        { ...shapeValues(it), fuller: [it.fuller, "count", "0"], plan: [it.seconds, "s"] },
      )
    }
    for (const { of, ids, chiSquare, limit } of spreads(firstOf(bench.contacts))) {
      bench.record(
        { case: `days of ${of}, ids ${ids}` },
        { "χ²": [chiSquare, "ratio"], limit: [limit, "ratio"] },
      )
    }
  },
}

/** Ratios of the plan's value to the optimum; 1 if both are 0. */
interface Ratios {
  readonly median: number
  readonly p95: number
  readonly max: number
}

interface ShapeResult {
  readonly shape: string
  readonly organisations: number
  /** Organisations in which no assignment keeps every day at the threshold. */
  readonly overloaded: number
  readonly daysMoved: Ratios
  readonly worstDay: Ratios
  /** Organisations with more emails than necessary above the threshold, or above the base of their days. */
  readonly needless: number
}

function shapeResults(highs: Highs, perShape: number): ReadonlyArray<ShapeResult> {
  const byShape = Map.groupBy(instances(perShape), ({ name }) => name)
  return [...byShape].map(([shape, list]): ShapeResult => {
    const pairs = list.map(({ histogram }) => {
      const ours = planned(histogram)
      return { ours, best: optimum(highs, histogram, ours.raised) }
    })
    return {
      shape,
      organisations: list.length,
      overloaded: pairs.filter(({ best }) => best.aboveThreshold > 0).length,
      daysMoved: ratios(pairs.map(({ ours, best }) => ratio(ours.daysMoved, best.daysMoved))),
      worstDay: ratios(pairs.map(({ ours, best }) => ratio(ours.worst, best.worst))),
      needless: pairs.filter(
        ({ ours, best }) => ours.aboveThreshold > best.aboveThreshold || ours.aboveBase > best.aboveBase,
      ).length,
    }
  })
}

interface ForeseenResult extends Omit<ShapeResult, "needless"> {
  /** Organisations whose fullest day is more than 1 % and more than one email above the bound. */
  readonly fuller: number
  /** Seconds for one organisation, on average. */
  readonly seconds: number
}

function foreseenResults(highs: Highs, perShape: number): ReadonlyArray<ForeseenResult> {
  const byShape = Map.groupBy(foreseeingInstances(perShape), ({ name }) => name)
  return [...byShape].map(([shape, list]): ForeseenResult => {
    const start = performance.now()
    for (const { histogram } of list) planOrg(histogram)
    const seconds = (performance.now() - start) / 1000 / list.length
    const pairs = list.map(({ histogram }) => {
      const ours = planned(histogram)
      const mostOn = ({ day, base, fixed }: DayRoom) => Math.max(base, fixed, ours.loads.get(day) ?? 0)
      return { ours, best: foreseenOptimum(highs, histogram, mostOn), histogram }
    })
    return {
      shape,
      organisations: list.length,
      overloaded: pairs.filter(({ best, histogram }) => best.worst > histogram.threshold).length,
      daysMoved: ratios(pairs.map(({ ours, best }) => ratio(ours.daysMoved, best.daysMoved))),
      worstDay: ratios(pairs.map(({ ours, best }) => ratio(ours.worst, best.worst))),
      fuller: pairs.filter(({ ours, best }) => ours.worst > Math.max(1.01 * best.worst, best.worst + 1))
        .length,
      seconds,
    }
  })
}

/** The values that are recorded for every shape, with or without follow-ups. */
function shapeValues({ organisations, overloaded, daysMoved, worstDay }: Omit<ShapeResult, "needless">) {
  return {
    organisations: [organisations, "count"],
    overloaded: [overloaded, "count"],
    moved: [daysMoved.median, "ratio", "1"],
    "moved, 95 %": [daysMoved.p95, "ratio"],
    "moved, worst": [daysMoved.max, "ratio"],
    fullest: [worstDay.median, "ratio", "1"],
    "fullest, 95 %": [worstDay.p95, "ratio"],
    "fullest, worst": [worstDay.max, "ratio"],
  } as const
}

interface Planned extends Quality {
  /** Loads by day, with fixed emails and foreseen follow-ups. */
  readonly loads: ReadonlyMap<number, number>
  /** The loads that are above the base of their day. */
  readonly raised: ReadonlyArray<number>
}

function planned(histogram: OrgHistogram): Planned {
  const split = new Map(planOrg(histogram).splits.map((cell) => [keyOf(cell), cell.placements]))
  const loads = new Map(histogram.fixed)
  let daysMoved = 0
  for (const cell of histogram.cells) {
    for (const { day, count } of split.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }]) {
      addTo(loads, day, count)
      daysMoved += count * (day - cell.release)
      if (histogram.followupDaysAfter === undefined || !causesFollowups(cell, day)) continue
      addTo(loads, day + histogram.followupDaysAfter, count)
    }
  }
  const days = dayRooms(histogram).map((room) => ({ ...room, load: loads.get(room.day) ?? 0 }))
  const above = (level: number): number =>
    days.reduce((sum, { base, fixed, load }) => sum + Math.max(0, load - Math.max(base, level, fixed)), 0)
  return {
    loads,
    worst: Math.max(histogram.threshold, ...days.map(({ load }) => load)),
    aboveThreshold: above(histogram.threshold),
    aboveBase: above(0),
    daysMoved,
    raised: days.filter(({ base, load }) => load > base).map(({ load }) => load),
  }
}

const keyOf = (cell: CellKey): string =>
  `${cell.release} ${cell.deadline} ${cell.priority} ${foresightOf(cell)}`

const ratio = (ours: number, best: number): number => (ours === best ? 1 : ours / best)

function ratios(values: ReadonlyArray<number>): Ratios {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]
  return { median: at(0.5), p95: at(0.95), max: at(1) }
}
