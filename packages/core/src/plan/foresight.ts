/**
 * The plan of one organisation with foreseen follow-ups. An email takes room on the day on which it goes. It
 * takes room again `followupDaysAfter` days later, when its follow-up goes, or on the next sending day.
 *
 *      load   own ▒  follow-ups ░         What goes today also fills a later day, so a day that looks empty
 *        │                                may be full already.
 *   cap ─┼──▒──▒──░──░──▒──▒──░──░──
 *        │  ▒  ▒  ░  ░  ▒  ▒  ░  ░
 *        └──┴──┴──┴──┴──┴──┴──┴──┴──── days
 *
 * The following holds for full loads: own emails, fixed emails, and the follow-ups of both.
 *
 *   1. Every email of a cell goes on one sending day from its release to its deadline. None is lost.
 *   2. If no day is above its threshold, every email goes on its release day or on the day announced for it.
 *   3. Overloaded days and the days around them form a stretch. Its days keep to their caps, or to their own
 *      emails if these are between cap and threshold. A day takes more only if deadlines leave no choice.
 *      Then the day most above its threshold is as low as possible, after it the next, and all other days keep
 *      their base (quotas.ts). Rounding to whole emails may add one email to a day.
 *   4. Of all plans that fulfil this, the one that moves emails by the fewest days is taken. If emails with
 *      follow-ups compete with emails without, which take half the room, the better priority goes first.
 *   5. Which emails are carried over is decided as without foresight (sweep.ts).
 *   6. Announced days are kept, except in three cases (`planForeseen`): the day is overloaded, the emails
 *      would wait much longer than necessary, or their release day has room and they would wait more than
 *      two sending days for nothing.
 */
import type { Day } from "../day/civil.ts"
import { type Assignment, assign, type Placements } from "./assign.ts"
import { capOn, isOverloaded, thresholdOn } from "./capacity.ts"
import type { Cell } from "./cells.ts"
import type { ReleaseDays } from "./release-days.ts"
import {
  type BusyStretch,
  type ForeseenHistogram,
  lastLoaded,
  openDaysAfter,
  type Terms,
  type Timeline,
  timelineOf,
} from "./timeline.ts"

/**
 * Announced days of a stretch are given up if the emails wait more than this many times the days of a fresh
 * plan, plus one day for each email.
 */
const MUCH_LONGER = 2
/**
 * A release day that a fresh plan fills to at least this share of the cap keeps announced days: room for a
 * few emails is no reason to move them back.
 */
const NEARLY_FULL = 0.9
/**
 * An announced day at most this many sending days after the release day is kept even if the release day has room.
 */
const SHORT_WAIT_DAYS = 2
/** The fullest days of two plans count as equal up to this factor, or up to one email. */
const ABOUT_AS_FULL = 1.01
/**
 * Numbers of days above the threshold count as equal up to this factor plus one day. Numbers of emails above
 * it count as equal up to this factor plus one email a day.
 */
const ABOUT_AS_MANY = 1.1

const AFRESH: Terms = { tolerated: new Map(), keepsAnnounced: false }

/**
 * Makes a fresh plan, which ignores announced days, and a second one that keeps them. As long as the second
 * one is noticeably more overloaded than the fresh one, it gives up the announced days that cause this and
 * tries again.
 */
export function planForeseen(histogram: ForeseenHistogram): Placements {
  const afresh = assign(histogram, histogram.releases, AFRESH)
  const kept = waitsToKeep(histogram, afresh)
  for (;;) {
    const held = hold(histogram, kept, afresh)
    if (held === undefined) return afresh.placements
    const given = keptDaysOf(histogram.releases, kept, worseDays(histogram, held.assignment, afresh))
    if (given.length === 0) return held.placements
    for (const day of given) kept.delete(day)
  }
}

interface Held {
  readonly assignment: Assignment
  readonly placements: Placements
}

/**
 * For each release day, the longest wait in days, up to an announced day, that is kept. A release day that is
 * missing keeps no announced day.
 */
type Waits = ReadonlyMap<Day, number>

/** The plan in which emails keep the announced days that `waits` allows. Undefined if that is the fresh plan. */
function hold(histogram: ForeseenHistogram, waits: Waits, afresh: Assignment): Held | undefined {
  const asAnnounced = new Map<Cell, Cell>()
  for (const [release, longest] of waits) {
    for (const cell of histogram.releases.on(release)?.cells ?? []) {
      if (isAnnouncedLater(cell) && cell.announced - release <= longest) {
        asAnnounced.set(cell, { ...cell, release: cell.announced })
      }
    }
  }
  const releases = histogram.releases.replacing(asAnnounced)
  const tolerated = toleratedLoads(histogram, releases, afresh)
  if (tolerated.size === 0 && asAnnounced.size === 0) return undefined
  const assignment = assign(histogram, releases, { tolerated, keepsAnnounced: true })
  const placements = new Map(assignment.placements)
  for (const [cell, announced] of asAnnounced) {
    placements.delete(announced)
    const days = assignment.placements.get(announced)
    placements.set(cell, days ?? [{ day: announced.release, count: cell.count }])
  }
  return { assignment, placements }
}

const isAnnouncedLater = (cell: Cell): cell is Cell & { readonly announced: Day } =>
  cell.announced !== undefined && cell.announced > cell.release

/**
 * Days that are nearly full in the fresh plan, and days of busy stretches, keep every announced day. A stretch
 * keeps none if its emails would wait much longer than necessary. Other days keep short waits.
 */
function waitsToKeep(
  histogram: ForeseenHistogram,
  { placements, timeline, stretches, loads }: Assignment,
): Map<Day, number> {
  const { releases } = histogram
  const waits = new Map<Day, number>()
  loads.forEach((load, t) => {
    const day = timeline.first + t
    const isNearlyFull = load >= NEARLY_FULL * capOn(histogram, day)
    waits.set(day, isNearlyFull ? Number.POSITIVE_INFINITY : openDaysAfter(timeline, t, SHORT_WAIT_DAYS) - t)
  })
  for (const { from, through } of stretches) {
    let asAnnounced = 0
    let afresh = 0
    let emails = 0
    for (const cell of releases.between(timeline.first + from, timeline.first + through)) {
      emails += cell.count
      const waited = (placements.get(cell) ?? []).reduce(
        (sum, { day, count }) => sum + (day - cell.release) * count,
        0,
      )
      afresh += waited
      asAnnounced += cell.announced === undefined ? waited : (cell.announced - cell.release) * cell.count
    }
    const keeps = asAnnounced <= MUCH_LONGER * afresh + emails
    for (let t = from; t <= through; t++) {
      if (keeps) waits.set(timeline.first + t, Number.POSITIVE_INFINITY)
      else waits.delete(timeline.first + t)
    }
  }
  return waits
}

/**
 * The loads by day that do not count as overload, although some are above the threshold. They are the loads
 * that announced days give in stretches that a fresh plan cannot make noticeably better.
 */
function toleratedLoads(
  histogram: ForeseenHistogram,
  releases: ReleaseDays,
  afresh: Assignment,
): ReadonlyMap<Day, number> {
  const announced = timelineOf(histogram, releases, AFRESH)
  const tolerated = new Map<Day, number>()
  const announcedOn = (day: Day): number => announced.own[day - announced.first] ?? 0
  for (const stretch of afresh.stretches) {
    const days = daysOf(afresh.timeline, stretch)
    const best = overload(histogram, days, (day) => loadOn(afresh, day))
    const now = overload(histogram, days, announcedOn)
    if (best.emails === 0 || !isAboutEqual(now, best)) continue
    for (const day of days) tolerated.set(day, announcedOn(day))
  }
  return tolerated
}

interface Overload {
  /** Days above the threshold. */
  readonly days: number
  /** Emails above the threshold. */
  readonly emails: number
  /**
   * Load of the fullest day, at least the threshold. Where thresholds differ by day: the threshold of the organisation and
   * the emails by which a day is most above its own.
   */
  readonly fullest: number
}

function overload(
  histogram: ForeseenHistogram,
  range: ReadonlyArray<Day>,
  loadOf: (day: Day) => number,
): Overload {
  const { threshold } = histogram
  let [days, emails, fullest] = [0, 0, threshold]
  for (const day of range) {
    const load = loadOf(day)
    if (!isOverloaded(histogram, day, load)) continue
    const excess = load - thresholdOn(histogram, day)
    days++
    emails += excess
    fullest = Math.max(fullest, threshold + excess)
  }
  return { days, emails, fullest }
}

/** The days of a stretch, and those of its follow-ups. */
function daysOf(timeline: Timeline, { from, through }: BusyStretch): ReadonlyArray<Day> {
  const end = lastLoaded(timeline, from, through) + 1
  return Array.from({ length: end - from }, (_, n) => timeline.first + from + n)
}

function isAboutEqual(now: Overload, best: Overload): boolean {
  return (
    now.days <= ABOUT_AS_MANY * best.days + 1 &&
    now.fullest <= Math.max(ABOUT_AS_FULL * best.fullest, best.fullest + 1) &&
    now.emails <= ABOUT_AS_MANY * best.emails + best.days
  )
}

/** The days of stretches that are noticeably more overloaded in `held` than in the fresh plan. */
function worseDays(histogram: ForeseenHistogram, held: Assignment, afresh: Assignment): ReadonlySet<Day> {
  const days = new Set<Day>()
  for (const stretch of held.stretches) {
    const range = daysOf(held.timeline, stretch)
    const now = overload(histogram, range, (day) => loadOn(held, day))
    const best = overload(histogram, range, (day) => loadOn(afresh, day))
    if (now.emails > best.emails && !isAboutEqual(now, best)) for (const day of range) days.add(day)
  }
  return days
}

function loadOn({ loads, timeline }: Assignment, day: Day): number {
  return loads[day - timeline.first] ?? 0
}

/** The release days that keep emails announced for one of `days`, or that are one of `days` themselves. */
function keptDaysOf(releases: ReleaseDays, waits: Waits, days: ReadonlySet<Day>): ReadonlyArray<Day> {
  return [...waits.keys()].filter((release) =>
    releases
      .on(release)
      ?.cells.some((cell) => isAnnouncedLater(cell) && (days.has(cell.announced) || days.has(release))),
  )
}
