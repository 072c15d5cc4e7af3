/**
 * The quality of load balancing: plans of many seeded organisations against the exact optimum, and how evenly jitter and
 * catch-up spread.
 */
import { type OrgHistogram, planOrg } from "@almanac/core/plan/org-plan"
import loadHighs from "highs"
import { instances } from "./plan/instances.ts"
import { dayRooms, optimum, type Quality } from "./plan/optimum.ts"
import { type Spread, spreads } from "./plan/spread.ts"

export interface PlanOptions {
  /** Organisations of each shape. */
  readonly perShape: number
  /** Contacts whose jitter and catch-up are measured. */
  readonly contacts: number
}

export const PLAN_FULL: PlanOptions = { perShape: 250, contacts: 1_000_000 }
export const PLAN_SMOKE: PlanOptions = { perShape: 5, contacts: 10_000 }

/** Ratios of the plan's value to the optimum; 1 where both are 0. */
export interface Ratios {
  readonly median: number
  readonly p95: number
  readonly max: number
}

export interface ShapeResult {
  readonly shape: string
  readonly organisations: number
  /** Organisations in which no assignment keeps every day at the threshold. */
  readonly overloaded: number
  readonly daysMoved: Ratios
  readonly worstDay: Ratios
  /** Organisations with more emails above the threshold than need be. */
  readonly needlessOverload: number
}

export interface PlanResult {
  readonly shapes: ReadonlyArray<ShapeResult>
  readonly spreads: ReadonlyArray<Spread>
}

export async function measurePlans({ perShape, contacts }: PlanOptions): Promise<PlanResult> {
  const highs = await loadHighs()
  const byShape = Map.groupBy(instances(perShape), ({ name }) => name)
  const shapes = [...byShape].map(([shape, list]): ShapeResult => {
    const pairs = list.map(({ histogram }) => ({
      ours: qualityOf(histogram),
      best: optimum(highs, histogram),
    }))
    return {
      shape,
      organisations: list.length,
      overloaded: pairs.filter(({ best }) => best.aboveThreshold > 0).length,
      daysMoved: ratios(pairs.map(({ ours, best }) => ratio(ours.daysMoved, best.daysMoved))),
      worstDay: ratios(pairs.map(({ ours, best }) => ratio(ours.worst, best.worst))),
      needlessOverload: pairs.filter(({ ours, best }) => ours.aboveThreshold > best.aboveThreshold).length,
    }
  })
  return { shapes, spreads: spreads(contacts) }
}

/** Lines for people. */
export function planReport({ shapes, spreads }: PlanResult): Array<string> {
  const three = ({ median, p95, max }: Ratios): string =>
    [median, p95, max].map((n) => n.toFixed(3)).join(" / ")
  return [
    "Plan against the exact optimum (median / 95 % / worst ratio)",
    ...shapes.map(
      (result) =>
        `  ${result.shape.padEnd(14)}${result.organisations} organisations, ${result.overloaded} cannot avoid overload: ` +
        `days moved ${three(result.daysMoved)}, fullest day ${three(result.worstDay)}, ` +
        `needless overload in ${result.needlessOverload}`,
    ),
    "χ² of the days that hashes choose (an even spread stays below the limit in 999 of 1,000 cases)",
    ...spreads.map(
      ({ of, ids, chiSquare, limit }) =>
        `  ${of.padEnd(10)}ids ${ids.padEnd(26)}${chiSquare.toFixed(1).padStart(6)}  limit ${limit}`,
    ),
  ]
}

function qualityOf(histogram: OrgHistogram): Quality {
  const { splits } = planOrg(histogram)
  const split = new Map(splits.map((cell) => [keyOf(cell), cell.placements]))
  const loads = new Map(histogram.fixed)
  let daysMoved = 0
  for (const cell of histogram.cells) {
    for (const { day, count } of split.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }]) {
      loads.set(day, (loads.get(day) ?? 0) + count)
      daysMoved += count * (day - cell.release)
    }
  }
  const rooms = dayRooms(histogram)
  const above = (limit: (base: number) => number): number =>
    rooms.reduce((sum, { day, base, fixed }) => {
      return sum + Math.max(0, (loads.get(day) ?? 0) - Math.max(fixed, limit(base)))
    }, 0)
  return {
    worst: Math.max(histogram.threshold, ...rooms.map(({ day }) => loads.get(day) ?? 0)),
    aboveThreshold: above(() => histogram.threshold),
    aboveBase: above((base) => base),
    daysMoved,
  }
}

const keyOf = (cell: { release: number; deadline: number; priority: number }): string =>
  `${cell.release} ${cell.deadline} ${cell.priority}`

const ratio = (ours: number, best: number): number => (ours === best ? 1 : ours / best)

function ratios(values: ReadonlyArray<number>): Ratios {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number
  return { median: at(0.5), p95: at(0.95), max: at(1) }
}
