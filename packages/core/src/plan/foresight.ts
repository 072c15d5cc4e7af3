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
import { type Assignment, assign, type Placements } from "./assign.ts"
import type { Cell, Placement } from "./cells.ts"
import { type ForeseenHistogram, type Terms, timelineOf } from "./timeline.ts"

/** What was announced is planned anew where it waits so many times as long as need be, and a day. */
const MUCH_LONGER = 2
/** A day with at least this share of its cap keeps what was announced: room for a few is no reason to move them back. */
const NEARLY_FULL = 0.9
/** Fullest days are as good as equal up to this share, or one email. */
const ABOUT_AS_FULL = 1.01
/** So are all days above the threshold, up to this share and one day, and all emails above it, and one email a day. */
const ABOUT_AS_MANY = 1.1

const AFRESH: Terms = { tolerated: new Map(), keepsAnnounced: false }

/** Plans afresh, and holds against it what was announced, but where that overloads days that need not be. */
export function planForeseen(histogram: ForeseenHistogram): Placements {
  const afresh = assign(histogram, histogram.cells, AFRESH)
  const kept = daysToKeep(histogram, afresh)
  for (;;) {
    const held = hold(histogram, kept, afresh)
    if (held === undefined) return afresh.placements
    const given = keptDaysOf(histogram.cells, kept, worseDays(histogram, held.assignment, afresh))
    if (given.length === 0) return held.placements
    for (const day of given) kept.delete(day)
  }
}

interface Held {
  readonly assignment: Assignment
  readonly placements: Placements
}

/** The plan with what was announced for the release days `kept`; undefined where it is the plan afresh. */
function hold(histogram: ForeseenHistogram, kept: ReadonlySet<Day>, afresh: Assignment): Held | undefined {
  const { cells } = histogram
  const asAnnounced = cells.map((cell) =>
    cell.announced !== undefined && cell.announced > cell.release && kept.has(cell.release)
      ? { ...cell, release: cell.announced }
      : cell,
  )
  const tolerated = toleratedLoads(histogram, asAnnounced, afresh)
  if (tolerated.size === 0 && asAnnounced.every((cell, n) => cell === cells[n])) return undefined
  const assignment = assign(histogram, asAnnounced, { tolerated, keepsAnnounced: true })
  const placements = new Map<Cell, ReadonlyArray<Placement>>()
  asAnnounced.forEach((announced, n) => {
    const cell = cells[n]
    const days = assignment.placements.get(announced)
    if (days !== undefined) placements.set(cell, days)
    else if (announced !== cell) placements.set(cell, [{ day: announced.release, count: cell.count }])
  })
  return { assignment, placements }
}

/**
 * The release days whose emails keep what was announced for them: days that are nearly full, and those of busy stretches, unless
 * what was announced waits much longer than it would have to.
 */
function daysToKeep(
  { cap, cells }: ForeseenHistogram,
  { placements, timeline, stretches, loads }: Assignment,
): Set<Day> {
  const days = new Set<Day>()
  loads.forEach((load, t) => {
    if (load >= NEARLY_FULL * cap) days.add(timeline.first + t)
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
  const announced = timelineOf(histogram, cells, AFRESH)
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
    days.forEach((day, n) => void tolerated.set(day, ours[n]))
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

/** The days of stretches that are noticeably more overloaded than afresh. */
function worseDays(histogram: ForeseenHistogram, held: Assignment, afresh: Assignment): ReadonlySet<Day> {
  const days = new Set<Day>()
  for (const { from, through } of held.stretches) {
    const range = Array.from(
      { length: through + 1 + histogram.followupDaysAfter - from },
      (_, n) => held.timeline.first + from + n,
    )
    const now = overload(
      histogram,
      range.map((day) => loadOn(held, day)),
    )
    const best = overload(
      histogram,
      range.map((day) => loadOn(afresh, day)),
    )
    if (now.emails > best.emails && !isAboutEqual(now, best)) for (const day of range) days.add(day)
  }
  return days
}

function loadOn({ loads, timeline }: Assignment, day: Day): number {
  return loads[day - timeline.first] ?? 0
}

/** The kept release days of which emails are announced for one of the days, or released on it. */
function keptDaysOf(
  cells: ReadonlyArray<Cell>,
  kept: ReadonlySet<Day>,
  days: ReadonlySet<Day>,
): ReadonlyArray<Day> {
  return cells.flatMap(({ release, announced }) =>
    announced !== undefined &&
    announced > release &&
    kept.has(release) &&
    (days.has(announced) || days.has(release))
      ? [release]
      : [],
  )
}
