/**
 * The quality of load balancing: plans of many seeded organisations against the exact optimum, and how evenly jitter and
 * catch-up spread.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { table } from "@almanac/bulk/print/numbers"
import { type OrgHistogram, planOrg } from "@almanac/core/plan/org-plan"
import loadHighs from "highs"
import { type Environment, environment } from "../environment.ts"
import { instances } from "./plan/instances.ts"
import { dayRooms, optimum, type Quality } from "./plan/optimum.ts"
import { type Spread, spreads } from "./plan/spread.ts"

export interface PlanSize {
  /** Organisations of each shape. */
  readonly perShape: number
  /** Contacts whose jitter and catch-up are measured. */
  readonly contacts: number
}

export const PLAN_FULL: PlanSize = { perShape: 250, contacts: 1_000_000 }
export const PLAN_SMOKE: PlanSize = { perShape: 5, contacts: 10_000 }

export interface PlanOptions extends PlanSize {
  readonly results: string
  /** File for the result instead of a new one in `results`. */
  readonly json: string | undefined
}

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
  /** Organisations with more emails than need be above the threshold, or above what days take without need. */
  readonly needless: number
}

export interface PlanResult {
  readonly suite: "plan"
  readonly at: string
  readonly environment: Environment
  readonly shapes: ReadonlyArray<ShapeResult>
  readonly spreads: ReadonlyArray<Spread>
}

/** Measures, prints and stores. */
export async function plan(options: PlanOptions, print: (text: string) => void): Promise<PlanResult> {
  const result = await measured(options)
  const path = options.json ?? join(options.results, `plan-${result.at.replaceAll(/[-:]|\.\d+/g, "")}.ndjson`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(result)}\n`)
  print(report(result))
  print(`written to ${path}`)
  return result
}

async function measured({ perShape, contacts }: PlanSize): Promise<PlanResult> {
  // The package's types describe its CommonJS build, whose default export lies one level deeper.
  const highs = await (loadHighs as unknown as typeof loadHighs.default)()
  const byShape = Map.groupBy(instances(perShape), ({ name }) => name)
  const shapes = [...byShape].map(([shape, list]): ShapeResult => {
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
  return {
    suite: "plan",
    at: new Date().toISOString(),
    environment: environment(),
    shapes,
    spreads: spreads(contacts),
  }
}

function report({ shapes, spreads }: PlanResult): string {
  const ratiosOf = (it: Ratios): ReadonlyArray<string> => [it.median, it.p95, it.max].map((n) => n.toFixed(3))
  return [
    "plans against the exact optimum: median, 95 % and worst ratio of the days moved and of the fullest day;",
    "needless: organisations with more emails than need be above the threshold or the cap",
    "",
    table([
      ["shape", "orgs", "overloaded", "moved", "95 %", "worst", "fullest", "95 %", "worst", "needless"],
      ...shapes.map((it) => [
        ...[it.shape, it.organisations, it.overloaded],
        ...ratiosOf(it.daysMoved),
        ...ratiosOf(it.worstDay),
        it.needless,
      ]),
    ]),
    "",
    "χ² of the days that hashes choose; an even spread stays below the limit in 999 of 1,000 cases",
    "",
    table([
      ["days of", "ids", "χ²", "limit"],
      ...spreads.map((it) => [it.of, it.ids, it.chiSquare.toFixed(1), it.limit.toFixed(1)]),
    ]),
  ].join("\n")
}

interface Planned extends Quality {
  /** Loads above what their day takes without need. */
  readonly raised: ReadonlyArray<number>
}

function planned(histogram: OrgHistogram): Planned {
  const split = new Map(planOrg(histogram).splits.map((cell) => [keyOf(cell), cell.placements]))
  const loads = new Map(histogram.fixed)
  let daysMoved = 0
  for (const cell of histogram.cells) {
    for (const { day, count } of split.get(keyOf(cell)) ?? [{ day: cell.release, count: cell.count }]) {
      loads.set(day, (loads.get(day) ?? 0) + count)
      daysMoved += count * (day - cell.release)
    }
  }
  const days = dayRooms(histogram).map((room) => ({ ...room, load: loads.get(room.day) ?? 0 }))
  const above = (level: number): number =>
    days.reduce((sum, { base, fixed, load }) => sum + Math.max(0, load - Math.max(base, level, fixed)), 0)
  return {
    worst: Math.max(histogram.threshold, ...days.map(({ load }) => load)),
    aboveThreshold: above(histogram.threshold),
    aboveBase: above(0),
    daysMoved,
    raised: days.filter(({ base, load }) => load > base).map(({ load }) => load),
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
