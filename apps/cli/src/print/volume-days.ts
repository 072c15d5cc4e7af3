/** The volume of an organisation by day, in the form that reports and summaries draw. */
import { type Day, formatDay, parseDay } from "@almanac/core/day/civil"
import { type OrgVolume, volumeCapOn, volumeThresholdOn } from "@almanac/core/plan/org-volume"

export interface DayVolume {
  readonly day: Day
  /** Emails before balancing, of the same kinds as in `load`. In an unbalanced run, it equals `load`. */
  readonly before: number
  /** History rows of the day. */
  readonly history: number
  /** Follow-ups that planned and queued emails will cause. */
  readonly foreseen: number
  /** All emails of the day: planned emails, history and foreseen follow-ups. */
  readonly load: number
  /** 0 on a day that is no sending day. */
  readonly cap: number
  readonly threshold: number
}

/** Whether a number of emails is above the threshold of a sending day. */
export function isCrowded({ cap, threshold }: DayVolume, emails: number): boolean {
  return cap > 0 && emails > threshold
}

/** The key figures of an organisation, for one line. */
export interface OrgPeaks {
  readonly org: OrgVolume
  /**
   * Whether the run was balanced. The loads of an unbalanced run include no history and
   * no foreseen follow-ups.
   */
  readonly balanced: boolean
  readonly foresees: boolean
  /** The first day with the highest volume, before and after balancing. */
  readonly worstBefore: DayVolume
  readonly worst: DayVolume
  /** Number of days above the threshold, before and after balancing. */
  readonly crowdedBefore: number
  readonly crowded: number
}

export interface DailyVolume extends OrgPeaks {
  /** Every day from today to the last day with a load, at most {@link MAX_DAYS}. */
  readonly days: ReadonlyArray<DayVolume>
  /** The days with a load that are later than `days`. */
  readonly later: ReadonlyArray<DayVolume>
  /** Returns the volume of any day. */
  readonly on: (day: Day) => DayVolume
}

/**
 * Two years. Nearly all emails are sent within one year, and a mistyped date must not draw a thousand years.
 */
const MAX_DAYS = 731

export function orgPeaks(org: OrgVolume, today: Day): OrgPeaks {
  return peaks(org, loadedDays(org, today), today)
}

export function dailyVolume(org: OrgVolume, today: Day): DailyVolume {
  const loaded = loadedDays(org, today)
  const byDay = new Map(loaded.map((volume) => [volume.day, volume]))
  const on = (day: Day): DayVolume => byDay.get(day) ?? emptyDay(org, day)
  const end = today + MAX_DAYS
  const last = loaded.findLast(({ day }) => day < end)?.day ?? today
  return {
    ...peaks(org, loaded, today),
    days: Array.from({ length: last - today + 1 }, (_, at) => on(today + at)),
    later: loaded.filter(({ day }) => day >= end),
    on,
  }
}

/** The days from today on that have a load before or after balancing, in order. */
function loadedDays(org: OrgVolume, today: Day): ReadonlyArray<DayVolume> {
  const { loads, loads_before, loads_history, loads_foreseen } = org
  const dates = Object.keys({ ...loads, ...loads_before, ...loads_history, ...loads_foreseen })
  return dates
    .map((date): DayVolume => {
      const history = loads_history?.[date] ?? 0
      const foreseen = loads_foreseen?.[date] ?? 0
      const load = (loads[date] ?? 0) + history + foreseen
      const before = loads_before === undefined ? load : (loads_before[date] ?? 0)
      return { ...emptyDay(org, parseDay(date) as Day), before, history, foreseen, load }
    })
    .filter(({ day }) => day >= today)
    .sort((a, b) => a.day - b.day)
}

function peaks(org: OrgVolume, loaded: ReadonlyArray<DayVolume>, today: Day): OrgPeaks {
  const worst = (volume: (day: DayVolume) => number): DayVolume =>
    loaded.reduce((most, day) => (volume(day) > volume(most) ? day : most), emptyDay(org, today))
  return {
    org,
    balanced: org.loads_before !== undefined,
    foresees: org.loads_foreseen !== undefined,
    worstBefore: worst(({ before }) => before),
    worst: worst(({ load }) => load),
    crowdedBefore: loaded.filter((day) => isCrowded(day, day.before)).length,
    crowded: loaded.filter((day) => isCrowded(day, day.load)).length,
  }
}

function emptyDay(org: OrgVolume, day: Day): DayVolume {
  const date = formatDay(day)
  const limits = { cap: volumeCapOn(org, date), threshold: volumeThresholdOn(org, date) }
  return { day, before: 0, history: 0, foreseen: 0, load: 0, ...limits }
}

/** The organisations ordered by number of contacts, largest first. */
export function largestFirst(orgs: ReadonlyArray<OrgVolume>): ReadonlyArray<OrgVolume> {
  return [...orgs].sort((a, b) => b.contacts - a.contacts || (a.org_id < b.org_id ? -1 : 1))
}
