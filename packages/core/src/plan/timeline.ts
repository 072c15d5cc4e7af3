/** The days of an organisation, and the stretches of busy days among them. */
import type { Day } from "../day/civil.ts"
import { type Cell, mayCauseFollowups } from "./cells.ts"
import type { ReleaseDays } from "./release-days.ts"

/** The counts from which an organisation is planned with foreseen follow-ups. */
export interface ForeseenHistogram {
  readonly cap: number
  readonly threshold: number
  readonly releases: ReleaseDays
  /** The last deadline of any email. */
  readonly lastDeadline: Day
  /**
   * Emails that are not moved, by day: history, follow-ups, and the follow-ups that queued emails will cause.
   */
  readonly fixed: ReadonlyMap<Day, number>
  readonly followupDaysAfter: number
}

/** The days of an organisation by offset from the first release, up to the follow-ups of the last emails. */
export interface Timeline {
  readonly first: Day
  readonly days: number
  readonly followupDaysAfter: number
  /** Emails that do not move, with the foreseen follow-ups of queued emails. */
  readonly fixed: Float64Array
  /** Full load if no email is moved. */
  readonly own: Float64Array
  /** The load above which the day is overloaded. */
  readonly most: Float64Array
  /** What the day takes without being raised. */
  readonly base: Float64Array
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
  { cap, threshold, fixed, followupDaysAfter, lastDeadline }: ForeseenHistogram,
  releases: ReleaseDays,
  { tolerated, keepsAnnounced }: Terms,
): Timeline {
  const first = releases.first
  const days = Number.isFinite(first) ? lastDeadline - first + 1 + followupDaysAfter : 0
  const stays = Float64Array.from({ length: days }, (_, t) => fixed.get(first + t) ?? 0)
  const own = Float64Array.from(stays)
  const announced = Float64Array.from(stays)
  for (const [release, day] of releases) {
    const t = release - first
    own[t] += day.emails
    own[t + followupDaysAfter] += day.causing
    if (!keepsAnnounced) continue
    announced[t] += day.announced
    announced[t + followupDaysAfter] += day.announcedCausing
  }
  const most = own.map((_, t) => Math.max(threshold, tolerated.get(first + t) ?? 0))
  const base = own.map((load, t) => {
    const kept = load <= most[t] ? load : Math.min(announced[t], threshold)
    return Math.max(cap, kept, stays[t])
  })
  return { first, days, followupDaysAfter, fixed: stays, own, most, base }
}

/**
 * The stretches of days that must be planned, found by a quick sweep that sends as much as fits. A stretch
 * begins `followupDaysAfter` days before its first busy day, because fewer emails there make room for
 * follow-ups. It ends some days after all emails are sent, so that a better plan than that of the sweep has
 * room.
 */
export function busyStretches(timeline: Timeline, releases: ReleaseDays): Array<BusyStretch> {
  const { followupDaysAfter, days } = timeline
  const busy = busyDays(timeline, releases)
  const margin = 2 * followupDaysAfter + 2
  const lastDay = days - 1 - followupDaysAfter
  const stretches: Array<{ from: number; through: number }> = []
  for (let t = 0; t < days; t++) {
    if (busy[t] === 0) continue
    const from = Math.max(0, t - followupDaysAfter)
    const through = Math.min(lastDay, t + margin)
    const before = stretches.at(-1)
    if (before !== undefined && from <= before.through + 1) before.through = Math.max(before.through, through)
    else if (from <= through) stretches.push({ from, through })
  }
  return stretches
}

const NOTHING = { cells: [], emails: 0, mayCause: 0 }

/** 1 for each day that is overloaded or on which emails wait. */
function busyDays(timeline: Timeline, releases: ReleaseDays): Uint8Array {
  const { first, days, followupDaysAfter, fixed, base } = timeline
  const busy = new Uint8Array(days)
  const loads = Float64Array.from(fixed)
  const send = (t: number, count: number, causes: boolean): void => {
    loads[t] += count
    if (causes) loads[t + followupDaysAfter] += count
  }
  /** The room that an email takes on its own day: two if its follow-up goes on the same day. */
  const roomOf = (cell: Cell): number => (followupDaysAfter === 0 && mayCauseFollowups(cell) ? 2 : 1)
  let pool: Array<{ readonly cell: Cell; left: number }> = []
  for (let t = 0; t < days; t++) {
    const { cells, emails, mayCause } = releases.on(first + t) ?? NOTHING
    const load = loads[t] + emails + (followupDaysAfter === 0 ? mayCause : 0)
    if (pool.length === 0 && load <= base[t]) {
      loads[t] += emails
      loads[t + followupDaysAfter] += mayCause
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
      const fits = Math.floor(room / roomOf(entry.cell))
      const count = entry.cell.deadline - first === t ? entry.left : Math.min(fits, entry.left)
      entry.left -= count
      room = Math.max(0, room - roomOf(entry.cell) * count)
      send(t, count, mayCauseFollowups(entry.cell))
    }
    pool = pool.filter(({ left }) => left > 0)
  }
  return busy
}
