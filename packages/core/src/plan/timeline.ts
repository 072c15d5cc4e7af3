/** The days of an organisation, and the stretches of busy days among them. */
import type { Day } from "../day/civil.ts"
import { type Capacity, dayLimits } from "./capacity.ts"
import { type Cell, mayCauseFollowups } from "./cells.ts"
import { type FollowupDays, followupOffsets, NONE } from "./followup-days.ts"
import type { ReleaseDays } from "./release-days.ts"

/** The counts from which an organisation is planned with foreseen follow-ups. */
export interface ForeseenHistogram extends Capacity, FollowupDays {
  readonly releases: ReleaseDays
  /** The last deadline of any email. */
  readonly lastDeadline: Day
  /**
   * Emails that are not moved, by day: history, follow-ups, and the follow-ups that queued emails will cause.
   */
  readonly fixed: ReadonlyMap<Day, number>
}

/** The days of an organisation by offset from the first release, up to the follow-ups of the last emails. */
export interface Timeline {
  readonly first: Day
  readonly days: number
  /** The day of the last deadline. */
  readonly last: number
  /** The day of the follow-up of an email sent on a day up to the last deadline (followup-days.ts). */
  readonly followupOn: Int32Array
  /** Emails that do not move, with the foreseen follow-ups of queued emails. */
  readonly fixed: Float64Array
  /** Full load if no email is moved. */
  readonly own: Float64Array
  /** The load above which the day is overloaded. */
  readonly most: Float64Array
  /** What the day takes without being raised. */
  readonly base: Float64Array
  /** How far its threshold is from that of the organisation (capacity.ts). */
  readonly lift: Float64Array
}

/** Offsets of days, both inclusive. */
export interface BusyStretch {
  readonly from: number
  readonly through: number
}

/** Rules of a plan: what counts as overload, and what an overloaded day keeps. */
export interface Terms {
  /** Loads by day that do not count as overload. */
  readonly tolerated: ReadonlyMap<Day, number>
  /**
   * Whether an overloaded day keeps emails announced for it up to the threshold. If not, it keeps up to the
   * cap.
   */
  readonly keepsAnnounced: boolean
}

export function timelineOf(
  histogram: ForeseenHistogram,
  releases: ReleaseDays,
  { tolerated, keepsAnnounced }: Terms,
): Timeline {
  const { fixed, followupDaysAfter, lastDeadline } = histogram
  const first = releases.first
  const last = Number.isFinite(first) ? lastDeadline - first : -1
  const followupOn = followupOffsets(histogram, first, last + 1)
  const days = last < 0 ? 0 : Math.max(last + followupDaysAfter, followupOn[last]) + 1
  const { caps, thresholds, lift } = dayLimits(histogram, first, days)
  const stays = Float64Array.from({ length: days }, (_, t) => fixed.get(first + t) ?? 0)
  const own = Float64Array.from(stays)
  const announced = Float64Array.from(stays)
  for (const [release, day] of releases) {
    const t = release - first
    const followup = followupOn[t]
    own[t] += day.emails
    if (followup !== NONE) own[followup] += day.causing
    if (!keepsAnnounced) continue
    announced[t] += day.announced
    if (followup !== NONE) announced[followup] += day.announcedCausing
  }
  const most = thresholds.map((threshold, t) => Math.max(threshold, tolerated.get(first + t) ?? 0))
  const base = own.map((load, t) => {
    const kept = load <= most[t] ? load : Math.min(announced[t], thresholds[t])
    return Math.max(caps[t], kept, stays[t])
  })
  return { first, days, last, followupOn, fixed: stays, own, most, base, lift }
}

/** Whether emails may be moved to the day. */
function isOpen({ lift }: Timeline, t: number): boolean {
  return lift[t] !== Number.NEGATIVE_INFINITY
}

/** The first day from `t` on to which emails may be moved. */
export function nextOpen(timeline: Timeline, t: number): number {
  let day = t
  while (day < timeline.last && !isOpen(timeline, day)) day++
  return day
}

/** The last day up to `t` to which emails may be moved. */
export function lastOpen(timeline: Timeline, t: number): number {
  let day = t
  while (day > 0 && !isOpen(timeline, day)) day--
  return day
}

/** The last day on which emails of these days, or their follow-ups, count. */
export function lastLoaded({ followupOn }: Timeline, from: number, through: number): number {
  let last = through
  for (let t = from; t <= through; t++) last = Math.max(last, followupOn[t])
  return last
}

/**
 * The stretches of days that must be planned, found by a quick sweep that sends as much as fits. A stretch
 * begins with the first day whose follow-ups go on its first busy day or later, because fewer emails there make
 * room for follow-ups. It ends some days after all emails are sent, so that a better plan than that of the
 * sweep has room.
 */
export function busyStretches(
  timeline: Timeline,
  releases: ReleaseDays,
  { followupDaysAfter }: FollowupDays,
): Array<BusyStretch> {
  const { days, last, followupOn } = timeline
  const busy = busyDays(timeline, releases)
  const margin = 2 * followupDaysAfter + 2
  const stretches: Array<{ from: number; through: number }> = []
  /** The first day whose follow-ups go on day `t` or later. */
  let parents = 0
  for (let t = 0; t < days; t++) {
    if (busy[t] === 0) continue
    while (parents < Math.min(t, last + 1) && followupOn[parents] < t) parents++
    const from = parents
    const through = openDaysAfter(timeline, t, margin)
    const before = stretches.at(-1)
    if (before !== undefined && from <= before.through + 1) before.through = Math.max(before.through, through)
    else if (from <= through) stretches.push({ from, through })
  }
  return stretches
}

/** The day with `count` days after `t` to which emails may be moved; at most the last deadline. */
export function openDaysAfter(timeline: Timeline, t: number, count: number): number {
  let day = t
  for (let left = count; left > 0 && day < timeline.last; day++) if (isOpen(timeline, day + 1)) left--
  return Math.min(day, timeline.last)
}

const NOTHING = { cells: [], emails: 0, mayCause: 0 }

/** 1 for each day that is overloaded or on which emails wait. */
function busyDays(timeline: Timeline, releases: ReleaseDays): Uint8Array {
  const { first, days, last, followupOn, fixed, base } = timeline
  const busy = new Uint8Array(days)
  const loads = Float64Array.from(fixed)
  const send = (t: number, count: number, causes: boolean): void => {
    loads[t] += count
    if (causes && followupOn[t] !== NONE) loads[followupOn[t]] += count
  }
  /** The room that an email takes on its own day: two if its follow-up goes on the same day. */
  const roomOf = (cell: Cell, t: number): number => (followupOn[t] === t && mayCauseFollowups(cell) ? 2 : 1)
  let pool: Array<{ readonly cell: Cell; left: number }> = []
  for (let t = 0; t < days; t++) {
    const { cells, emails, mayCause } = releases.on(first + t) ?? NOTHING
    const load = loads[t] + emails + (followupOn[t] === t ? mayCause : 0)
    if (pool.length === 0 && load <= base[t]) {
      loads[t] += emails
      if (t <= last && followupOn[t] !== NONE) loads[followupOn[t]] += mayCause
      continue
    }
    busy[t] = 1
    for (const cell of cells) pool.push({ cell, left: cell.count })
    // Of emails due on one day, those without follow-ups go first, because they take no room later.
    pool.sort(
      (a, b) =>
        a.cell.deadline - b.cell.deadline ||
        Number(mayCauseFollowups(a.cell)) - Number(mayCauseFollowups(b.cell)),
    )
    let room = Math.max(0, base[t] - loads[t])
    for (const entry of pool) {
      const fits = Math.floor(room / roomOf(entry.cell, t))
      const count = entry.cell.deadline - first === t ? entry.left : Math.min(fits, entry.left)
      entry.left -= count
      room = Math.max(0, room - roomOf(entry.cell, t) * count)
      send(t, count, mayCauseFollowups(entry.cell))
    }
    pool = pool.filter(({ left }) => left > 0)
  }
  return busy
}
