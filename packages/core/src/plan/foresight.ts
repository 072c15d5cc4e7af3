/**
 * The plan of one organisation that foresees follow-ups: an email takes room on the day on which it goes, and once more
 * `followupDaysAfter` days later, when its follow-up goes.
 *
 *      load   own ▒  follow-ups ░                what goes today fills a day after tomorrow, so days that look empty are not
 *        │
 *   cap ─┼──▒──▒──░──░──▒──▒──░──░──
 *        │  ▒  ▒  ░  ░  ▒  ▒  ░  ░
 *        └──┴──┴──┴──┴──┴──┴──┴──┴──── days
 *
 * Invariants, of full loads: own emails, fixed ones, and follow-ups of both.
 *  1. Every email of a cell goes to one day from its release to its deadline; none is lost.
 *  2. Where no day is above the threshold, every email goes on its release day, or on the day that was announced for it.
 *  3. Around days that are (a stretch), days keep to the cap, or to the emails of their own where these are between cap and
 *     threshold. A day takes more only where deadlines leave no choice: then the fullest day is as low as it can be, after it
 *     the next, and days outside keep their base (quotas.ts). Whole numbers may cost a day one email more.
 *  4. Of all such ways the one with the fewest days moved is taken. Better priorities go first where emails with
 *     follow-ups compete with emails without, which take half the room.
 *  5. Who is carried is decided as without foresight (sweep.ts).
 *  6. What an earlier run has announced stays, unless its day is overloaded, or the announced days wait much longer than
 *     they would have to, or they fill days that a plan made afresh would not (`planForeseen`).
 */
import type { Day } from "../day/civil.ts"
import { compareCells } from "./cell.ts"
import { type Cell, causesFollowups, mayCauseFollowups, type Placement, staysWhole } from "./cells.ts"
import { quotasOf } from "./quotas.ts"
import type { Bundle, Turn } from "./stretch.ts"
import { Sweep } from "./sweep.ts"
import {
  type BusyStretch,
  busyStretches,
  type ForeseenHistogram,
  type Timeline,
  timelineOf,
} from "./timeline.ts"

/** Where the emails of each cell go; cells that are not here stay whole on their release day. */
export type Placements = ReadonlyMap<Cell, ReadonlyArray<Placement>>

interface Assignment {
  readonly placements: Placements
  readonly timeline: Timeline
  readonly stretches: ReadonlyArray<BusyStretch>
  /** Full loads of the days of the timeline. */
  readonly loads: Float64Array
}

/** What was announced is planned anew where it waits so many times as long as need be, and a day. */
const MUCH_LONGER = 2
/** Fullest days are as good as equal up to this share, or one email. */
const ABOUT_AS_FULL = 1.01
/** So are all days above the threshold, up to this share and one day, and all emails above it, and one email a day. */
const ABOUT_AS_MANY = 1.1

const NOTHING: ReadonlyMap<Day, number> = new Map()

/** Plans afresh, and holds against it what was announced. */
export function planForeseen(histogram: ForeseenHistogram): Placements {
  const { cells } = histogram
  const afresh = assign(histogram, cells, NOTHING)
  const kept = daysToKeep(histogram.cap, cells, afresh)
  const asAnnounced = cells.map((cell) =>
    cell.announced !== undefined && kept.has(cell.release) ? { ...cell, release: cell.announced } : cell,
  )
  const isNew = asAnnounced.every((cell, n) => cell === cells[n])
  if (isNew && overload(histogram, afresh.loads).emails === 0) return afresh.placements
  const tolerated = toleratedLoads(histogram, asAnnounced, afresh)
  if (isNew && tolerated.size === 0) return afresh.placements
  const held = assign(histogram, asAnnounced, tolerated)
  if (overloadsMore(histogram, held, afresh)) return afresh.placements
  const placements = new Map<Cell, ReadonlyArray<Placement>>()
  asAnnounced.forEach((announced, n) => {
    const cell = cells[n] as Cell
    const days = held.placements.get(announced)
    if (days !== undefined) placements.set(cell, days)
    else if (announced !== cell) placements.set(cell, [{ day: announced.release, count: cell.count }])
  })
  return placements
}

/**
 * The release days whose emails keep what was announced for them: days that are full, and those of busy stretches, unless
 * what was announced waits much longer than it would have to.
 */
function daysToKeep(
  cap: number,
  cells: ReadonlyArray<Cell>,
  { placements, timeline, stretches, loads }: Assignment,
): ReadonlySet<Day> {
  const days = new Set<Day>()
  loads.forEach((load, t) => {
    if (load > cap) days.add(timeline.first + t)
  })
  for (const { from, through } of stretches) {
    let asAnnounced = 0
    let afresh = 0
    let emails = 0
    for (const cell of cells) {
      const t = cell.release - timeline.first
      if (t < from || t > through) continue
      emails += cell.count
      const waits = (placements.get(cell) ?? []).reduce(
        (sum, { day, count }) => sum + (day - cell.release) * count,
        0,
      )
      afresh += waits
      asAnnounced += cell.announced === undefined ? waits : (cell.announced - cell.release) * cell.count
    }
    const keeps = asAnnounced <= MUCH_LONGER * afresh + emails
    for (let t = from; t <= through; t++) {
      if (keeps) days.add(timeline.first + t)
      else days.delete(timeline.first + t)
    }
  }
  return days
}

/**
 * Loads that are above the threshold if everything stays as announced, and nearly as low as they can be: the days of
 * stretches that a plan afresh could not make noticeably better.
 */
function toleratedLoads(
  histogram: ForeseenHistogram,
  cells: ReadonlyArray<Cell>,
  afresh: Assignment,
): ReadonlyMap<Day, number> {
  const announced = timelineOf(histogram, cells, NOTHING)
  const tolerated = new Map<Day, number>()
  const first = afresh.timeline.first
  for (const { from, through } of afresh.stretches) {
    const days = Array.from(
      { length: through + 1 + histogram.followupDaysAfter - from },
      (_, n) => first + from + n,
    )
    const ours = days.map((day) => announced.own[day - announced.first] ?? 0)
    const best = overload(
      histogram,
      days.map((day) => afresh.loads[day - first] ?? 0),
    )
    const now = overload(histogram, ours)
    if (best.emails === 0 || !isAboutEqual(now, best)) continue
    days.forEach((day, n) => void tolerated.set(day, ours[n] as number))
  }
  return tolerated
}

interface Overload {
  /** Days above the threshold. */
  readonly days: number
  /** Emails above it. */
  readonly emails: number
  /** Load of the fullest day, at least the threshold. */
  readonly fullest: number
}

function overload({ threshold }: ForeseenHistogram, loads: Iterable<number>): Overload {
  let [days, emails, fullest] = [0, 0, threshold]
  for (const load of loads) {
    if (load <= threshold) continue
    days++
    emails += load - threshold
    fullest = Math.max(fullest, load)
  }
  return { days, emails, fullest }
}

function isAboutEqual(now: Overload, best: Overload): boolean {
  return (
    now.days <= ABOUT_AS_MANY * best.days + 1 &&
    now.fullest <= Math.max(ABOUT_AS_FULL * best.fullest, best.fullest + 1) &&
    now.emails <= ABOUT_AS_MANY * best.emails + best.days
  )
}

function overloadsMore(histogram: ForeseenHistogram, held: Assignment, afresh: Assignment): boolean {
  const now = overload(histogram, held.loads)
  const best = overload(histogram, afresh.loads)
  return now.emails > best.emails && !isAboutEqual(now, best)
}

/** Assigns the emails of the cells to days. @param tolerated loads that are no overload */
function assign(
  histogram: ForeseenHistogram,
  cells: ReadonlyArray<Cell>,
  tolerated: ReadonlyMap<Day, number>,
): Assignment {
  const timeline = timelineOf(histogram, cells, tolerated)
  const ordered = [...cells].sort(compareCells)
  const placements = new Map<Cell, ReadonlyArray<Placement>>()
  const loads = Float64Array.from(timeline.own)
  const stretches = busyStretches(timeline, ordered)
  for (const stretch of stretches) {
    const from = timeline.first + stretch.from
    const through = timeline.first + stretch.through
    const inside = ordered.filter(({ release }) => release >= from && release <= through)
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
  { first, followupDaysAfter }: Timeline,
  cell: Cell,
  day: Day,
  count: number,
): void {
  const t = day - first
  loads[t] = (loads[t] as number) + count
  if (!causesFollowups(cell, day)) return
  loads[t + followupDaysAfter] = (loads[t + followupDaysAfter] as number) + count
}

/** Days that are planned together at most, and those of them that are final before the next are planned. */
const MOST_DAYS = 56
const FINAL_DAYS = 28

/** Plans a stretch, a long one piece by piece. @param loads without the cells of the stretch */
function assignStretches(
  timeline: Timeline,
  { from, through }: BusyStretch,
  cells: ReadonlyArray<Cell>,
  loads: Float64Array,
): ReadonlyMap<Cell, ReadonlyArray<Placement>> {
  if (through - from < MOST_DAYS) return assignStretch(timeline, { from, through }, cells, loads)
  const placements = new Map<Cell, Array<Placement>>()
  const filled = Float64Array.from(loads)
  let waiting = cells.map((cell) => ({ whole: cell, left: cell }))
  for (let first = from; waiting.length > 0; first += FINAL_DAYS) {
    const last = Math.min(first + MOST_DAYS - 1, through)
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
      const release = Math.max(part.release, final + 1)
      if (left > 0) waiting.push({ whole, left: { ...part, release, count: left } })
    }
  }
  return placements
}

/** @param loads without the cells of the stretch */
function assignStretch(
  timeline: Timeline,
  { from, through }: BusyStretch,
  cells: ReadonlyArray<Cell>,
  loads: Float64Array,
): ReadonlyMap<Cell, ReadonlyArray<Placement>> {
  const days = through - from + 1
  const first = timeline.first + from
  const end = through + 1 + timeline.followupDaysAfter
  const fixed = loads.slice(from, end)
  const flows = flowsOf(cells, floodingPriority(cells, timeline, loads))
  const turning = turningCells(flows, first, days)
  const quotas = quotasOf({
    days,
    followupDaysAfter: timeline.followupDaysAfter,
    fixed,
    base: timeline.base.slice(from, end).map((base, t) => Math.max(base, fixed[t] as number)),
    flows: flows.map(({ parents, weight, cells }) => ({
      parents,
      weight,
      bundles: bundlesOf(cells, turning, first, days),
    })),
    turns: turning.map(({ turn }) => turn),
  })
  const parts = flows.map(({ cells }) => cells.filter((cell) => !turning.some((it) => it.cell === cell)))
  const whole = new Map<Cell, Cell>()
  turning.forEach(({ cell, turn }, n) => {
    const count = quotas.turning[n] as number
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
    const quota = quotas.sends[f] as Float64Array
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

/** So many cells may wait for their quiet days; others count as if they had follow-ups to the end. */
const MOST_TURNING = 32

/** The largest cells with follow-ups whose last days are quiet. */
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
    .slice(0, MOST_TURNING)
}

/** Cells by release and deadline, in days of the stretch; in its last day everything is sent. */
function bundlesOf(
  cells: ReadonlyArray<Cell>,
  turning: ReadonlyArray<TurningCell>,
  first: Day,
  days: number,
): ReadonlyArray<Bundle> {
  const bundles = new Map<number, Bundle>()
  for (const cell of cells) {
    const turn = turning.find((it) => it.cell === cell)?.turn
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

/** What a day of waiting costs: with follow-ups an email takes twice the room, so that nothing less keeps its priority. */
const WEIGHTS = { first: 4, last: 1 } as const

/**
 * Cells whose emails compete as equals. Days overflow with the emails of some priority: these and all others of their kind
 * (with follow-ups, or without) wait as few days as possible together, the worst of them first (sweep.ts). So do those of
 * the other kind; but emails with follow-ups, which take more room, go before emails without that have a worse priority.
 */
function flowsOf(cells: ReadonlyArray<Cell>, flooding: number): ReadonlyArray<CellFlow> {
  const isFlood = (cell: Cell): boolean => cell.priority === flooding
  const floodIsParents =
    emailsOf(cells.filter((cell) => isFlood(cell) && mayCauseFollowups(cell))) >=
    emailsOf(cells.filter((cell) => isFlood(cell) && !mayCauseFollowups(cell)))
  const flows = Map.groupBy(cells, (cell) => {
    const parents = mayCauseFollowups(cell)
    const isFirst = floodIsParents
      ? parents || cell.priority <= flooding
      : parents && cell.priority < flooding
    return `${parents ? "parents" : "others"} ${isFirst ? "first" : "last"}`
  })
  // Emails that turn on their last days need a flow without follow-ups to go on in.
  if (!flows.has("others first")) flows.set("others first", [])
  const byName = [...flows].sort(([a], [b]) => (a < b ? -1 : 1))
  return byName.map(([name, cells]) => ({
    parents: name.startsWith("parents"),
    weight: name.endsWith("first") ? WEIGHTS.first : WEIGHTS.last,
    cells,
  }))
}

const emailsOf = (cells: ReadonlyArray<{ readonly count: number }>): number =>
  cells.reduce((sum, { count }) => sum + count, 0)

/** The best priority with whose emails, and all better ones, a day is above the threshold; the worst where none is. */
function floodingPriority(cells: ReadonlyArray<Cell>, timeline: Timeline, loads: Float64Array): number {
  const filled = Float64Array.from(loads)
  const byPriority = [...Map.groupBy(cells, ({ priority }) => priority)].sort(([a], [b]) => a - b)
  for (const [priority, own] of byPriority) {
    for (const cell of own) addLoad(filled, timeline, cell, cell.release, cell.count)
    if (own.some(({ release }) => isOver(filled, timeline, release))) return priority
  }
  return byPriority.at(-1)?.[0] ?? 0
}

/** Whether a day, or the day of its follow-ups, is overloaded. */
function isOver(loads: Float64Array, { first, followupDaysAfter, most }: Timeline, day: Day): boolean {
  const above = (t: number): boolean => (loads[t] as number) > (most[t] as number)
  return above(day - first) || above(day - first + followupDaysAfter)
}
