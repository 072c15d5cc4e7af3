/**
 * Assigns the emails of an organisation to days, with full loads (emails and their follow-ups). It works on
 * one stretch after the other: first it finds how many emails go on each day (quotas.ts), then which ones
 * (sweep.ts).
 */
import type { Day } from "../day/civil.ts"
import { compareCells } from "./cell.ts"
import { type Cell, causesFollowups, mayCauseFollowups, type Placement, staysWhole } from "./cells.ts"
import { NONE } from "./followup-days.ts"
import { quotasOf } from "./quotas.ts"
import type { ReleaseDays } from "./release-days.ts"
import type { Bundle, Turn } from "./stretch.ts"
import { Sweep } from "./sweep.ts"
import {
  type BusyStretch,
  busyStretches,
  type ForeseenHistogram,
  lastLoaded,
  lastOpen,
  nextOpen,
  type Terms,
  type Timeline,
  timelineOf,
} from "./timeline.ts"

/** The days of the emails of each cell. Cells that are not in the map stay whole on their release day. */
export type Placements = ReadonlyMap<Cell, ReadonlyArray<Placement>>

export interface Assignment {
  readonly placements: Placements
  readonly timeline: Timeline
  readonly stretches: ReadonlyArray<BusyStretch>
  /** Full load of each day of the timeline. */
  readonly loads: Float64Array
}

export function assign(histogram: ForeseenHistogram, releases: ReleaseDays, terms: Terms): Assignment {
  const timeline = timelineOf(histogram, releases, terms)
  const placements = new Map<Cell, ReadonlyArray<Placement>>()
  const loads = Float64Array.from(timeline.own)
  const stretches = busyStretches(timeline, releases, histogram)
  for (const stretch of stretches) {
    const from = timeline.first + stretch.from
    const through = timeline.first + stretch.through
    const inside = releases.between(from, through).sort(compareCells)
    for (const cell of inside) addLoad(loads, timeline, cell, cell.release, -cell.count)
    for (const [cell, days] of assignStretches(timeline, stretch, inside, loads)) {
      if (!staysWhole(cell, days)) placements.set(cell, days)
      for (const { day, count } of days) addLoad(loads, timeline, cell, day, count)
    }
  }
  return { placements, timeline, stretches, loads }
}

function addLoad(
  loads: Float64Array,
  { first, followupOn }: Timeline,
  cell: Cell,
  day: Day,
  count: number,
): void {
  const t = day - first
  loads[t] += count
  if (followupOn[t] === NONE || !causesFollowups(cell, day)) return
  loads[followupOn[t]] += count
}

/** The largest number of days that are planned together. */
const MAX_DAYS = 56
/** How many of them become final before the next days are planned. */
const FINAL_DAYS = 28

/**
 * Plans a stretch. A long stretch is planned piece by piece.
 * @param loads loads without the cells of the stretch
 */
function assignStretches(
  timeline: Timeline,
  { from, through }: BusyStretch,
  cells: ReadonlyArray<Cell>,
  loads: Float64Array,
): ReadonlyMap<Cell, ReadonlyArray<Placement>> {
  if (through - from < MAX_DAYS) return assignStretch(timeline, { from, through }, cells, loads)
  const placements = new Map<Cell, Array<Placement>>()
  const filled = Float64Array.from(loads)
  let waiting = cells.map((cell) => ({ whole: cell, left: cell }))
  for (
    let first = nextOpen(timeline, from);
    waiting.length > 0;
    first = nextOpen(timeline, first + FINAL_DAYS)
  ) {
    const last = lastOpen(timeline, Math.min(first + MAX_DAYS - 1, through))
    const final = timeline.first + (last === through ? through : first + FINAL_DAYS - 1)
    const wholeOf = new Map(waiting.map(({ whole, left }) => [left, whole]))
    const inside = [...wholeOf.keys()].filter(({ release }) => release <= timeline.first + last)
    waiting = waiting.filter(({ left }) => left.release > timeline.first + last)
    for (const [part, days] of assignStretch(timeline, { from: first, through: last }, inside, filled)) {
      const whole = wholeOf.get(part) as Cell
      const sent = days.filter(({ day }) => day <= final)
      for (const { day, count } of sent) addLoad(filled, timeline, whole, day, count)
      placements.set(whole, [...(placements.get(whole) ?? []), ...sent])
      const left = part.count - emailsOf(sent)
      const release = Math.max(part.release, timeline.first + nextOpen(timeline, final + 1 - timeline.first))
      if (left > 0) waiting.push({ whole, left: { ...part, release, count: left } })
    }
  }
  return placements
}

/** @param loads loads without the cells of the stretch */
function assignStretch(
  timeline: Timeline,
  { from, through }: BusyStretch,
  cells: ReadonlyArray<Cell>,
  loads: Float64Array,
): ReadonlyMap<Cell, ReadonlyArray<Placement>> {
  const days = through - from + 1
  const first = timeline.first + from
  const end = lastLoaded(timeline, from, through) + 1
  const fixed = loads.slice(from, end)
  const flows = flowsOf(cells, floodingPriority(cells, timeline, loads))
  const turning = turningCells(flows, first, days)
  const turnOf = new Map(turning.map(({ cell, turn }) => [cell, turn]))
  const quotas = quotasOf({
    days,
    followupOn: timeline.followupOn.slice(from, through + 1).map((t) => (t === NONE ? NONE : t - from)),
    fixed,
    base: timeline.base.slice(from, end).map((base, t) => Math.max(base, fixed[t])),
    lift: timeline.lift.slice(from, end),
    flows: flows.map(({ parents, weight, cells }) => ({
      parents,
      weight,
      bundles: bundlesOf(cells, turnOf, first, days),
    })),
    turns: turning.map(({ turn }) => turn),
  })
  const parts = flows.map(({ cells }) => cells.filter((cell) => !turnOf.has(cell)))
  const whole = new Map<Cell, Cell>()
  turning.forEach(({ cell, turn }, n) => {
    const count = quotas.turning[n]
    const day = first + turn.turns
    const before = { ...cell, count: cell.count - count, deadline: day - 1 }
    const after = { ...cell, count, release: day }
    for (const [part, flow] of [[before, turn.from] as const, [after, turn.to] as const]) {
      if (part.count === 0) continue
      whole.set(part, cell)
      parts[flow]?.push(part)
    }
  })
  const placements = new Map<Cell, Array<Placement>>()
  parts.forEach((cells, f) => {
    const quota = quotas.sends[f]
    const sweep = new Sweep({ first, fixed: new Float64Array(days), base: quota, levels: quota }, cells)
    sweep.place((part, sent) => {
      const cell = whole.get(part) ?? part
      placements.set(
        cell,
        [...(placements.get(cell) ?? []), ...sent].sort((a, b) => a.day - b.day),
      )
    })
  })
  return placements
}

interface TurningCell {
  readonly cell: Cell
  readonly turn: Turn
}

/**
 * The largest number of cells that may wait for their quiet days. Other cells count as if they always cause
 * follow-ups.
 */
const MAX_TURNING = 32

/** The largest cells that cause follow-ups at first but are quiet on their last days. */
function turningCells(flows: ReadonlyArray<CellFlow>, first: Day, days: number): ReadonlyArray<TurningCell> {
  const to = flows.findIndex(({ parents, weight }) => !parents && weight === WEIGHTS.first)
  if (to < 0) return []
  return flows
    .flatMap(({ parents, cells }, from) =>
      (parents ? cells : []).flatMap((cell): Array<TurningCell> => {
        const { quiet, release, deadline, count } = cell
        const turns = (quiet?.from ?? deadline + 1) - first
        if (quiet === undefined || quiet.from <= release || quiet.through < deadline || turns >= days)
          return []
        const due = Math.min(deadline - first, days - 1)
        return [{ cell, turn: { from, to, released: release - first, turns, due, count } }]
      }),
    )
    .sort((a, b) => b.turn.count - a.turn.count)
    .slice(0, MAX_TURNING)
}

/**
 * Sums cells by release day and deadline, in days of the stretch. Everything is sent by the last day of the
 * stretch.
 */
function bundlesOf(
  cells: ReadonlyArray<Cell>,
  turnOf: ReadonlyMap<Cell, Turn>,
  first: Day,
  days: number,
): ReadonlyArray<Bundle> {
  const bundles = new Map<number, Bundle>()
  for (const cell of cells) {
    const turn = turnOf.get(cell)
    const released = cell.release - first
    const due = turn === undefined ? Math.min(cell.deadline - first, days - 1) : turn.turns - 1
    const key = released * days + due
    bundles.set(key, { released, due, count: cell.count + (bundles.get(key)?.count ?? 0) })
  }
  return [...bundles.values()]
}

interface CellFlow {
  readonly parents: boolean
  readonly weight: number
  readonly cells: ReadonlyArray<Cell>
}

/**
 * The cost of one day of waiting. An email with follow-ups takes twice the room of one without. With a
 * smaller ratio it would not keep its priority.
 */
const WEIGHTS = { first: 4, last: 1 } as const

/**
 * Groups the cells into flows. The emails of one flow compete as equals: they wait as few days as possible
 * together, and those of the worst priority wait first (sweep.ts).
 *
 * The emails of one priority (`flooding`) make days overflow. If most of them have follow-ups, all emails
 * with follow-ups have the high weight, and so have emails without follow-ups whose priority is not worse
 * than `flooding`. Otherwise only emails with follow-ups and a better priority have the high weight. So
 * emails with follow-ups, which take more room, go before emails without follow-ups that have a worse
 * priority.
 */
function flowsOf(cells: ReadonlyArray<Cell>, flooding: number): ReadonlyArray<CellFlow> {
  const isFlood = (cell: Cell): boolean => cell.priority === flooding
  const floodIsParents =
    emailsOf(cells.filter((cell) => isFlood(cell) && mayCauseFollowups(cell))) >=
    emailsOf(cells.filter((cell) => isFlood(cell) && !mayCauseFollowups(cell)))
  const othersFirst = { parents: false, weight: WEIGHTS.first, cells: [] as Cell[] }
  const othersLast = { parents: false, weight: WEIGHTS.last, cells: [] as Cell[] }
  const parentsFirst = { parents: true, weight: WEIGHTS.first, cells: [] as Cell[] }
  const parentsLast = { parents: true, weight: WEIGHTS.last, cells: [] as Cell[] }
  for (const cell of cells) {
    if (mayCauseFollowups(cell)) {
      const flow = floodIsParents || cell.priority < flooding ? parentsFirst : parentsLast
      flow.cells.push(cell)
    } else {
      const flow = floodIsParents && cell.priority <= flooding ? othersFirst : othersLast
      flow.cells.push(cell)
    }
  }
  const others = [othersLast, parentsFirst, parentsLast].filter(({ cells }) => cells.length > 0)
  // Emails that become quiet on their last days go on in a flow without follow-ups, so there must be one.
  return [othersFirst, ...others]
}

const emailsOf = (cells: ReadonlyArray<{ readonly count: number }>): number =>
  cells.reduce((sum, { count }) => sum + count, 0)

/**
 * The best priority at which a day is above the threshold, if the emails of this and all better priorities
 * stay on their release days. The worst priority if no day is.
 */
function floodingPriority(cells: ReadonlyArray<Cell>, timeline: Timeline, loads: Float64Array): number {
  const filled = Float64Array.from(loads)
  const byPriority = [...Map.groupBy(cells, ({ priority }) => priority)].sort(([a], [b]) => a - b)
  for (const [priority, own] of byPriority) {
    for (const cell of own) addLoad(filled, timeline, cell, cell.release, cell.count)
    if (own.some(({ release }) => isOver(filled, timeline, release))) return priority
  }
  return byPriority.at(-1)?.[0] ?? 0
}

/** Whether a day or the day of its follow-ups is overloaded. */
function isOver(loads: Float64Array, { first, followupOn, most }: Timeline, day: Day): boolean {
  const above = (t: number): boolean => loads[t] > most[t]
  return above(day - first) || above(followupOn[day - first])
}
