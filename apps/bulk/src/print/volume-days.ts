/** An organisation's volume by day, as reports and summaries draw it. */
import { type Day, parseDay } from "@almanac/core/day/civil"
import type { OrgLoad } from "@almanac/duckdb/run/manifest"

export interface DayVolume {
  readonly day: Day
  /** Emails before balancing, with all that `load` counts; without balancing the same as the load. */
  readonly before: number
  /** History rows dated on the day. */
  readonly history: number
  /** Follow-ups that planned and queued emails will cause. */
  readonly foreseen: number
  /** Planned emails, history, and foreseen follow-ups: what will go out. */
  readonly load: number
}

/** What is said of an organisation in a line. */
export interface OrgPeaks {
  readonly org: OrgLoad
  /** The load of an unbalanced run has neither history nor foreseen follow-ups nor a before. */
  readonly balanced: boolean
  readonly foresees: boolean
  /** The first of the days with the highest volume, before and after balancing. */
  readonly worstBefore: DayVolume
  readonly worst: DayVolume
  /** Days above the threshold, before and after balancing. */
  readonly crowdedBefore: number
  readonly crowded: number
}

export interface OrgVolume extends OrgPeaks {
  /** Every day from today to the last with a load, up to {@link MOST_DAYS}. */
  readonly days: ReadonlyArray<DayVolume>
  /** Days with a load that come later. */
  readonly later: ReadonlyArray<DayVolume>
  /** Any day. */
  readonly on: (day: Day) => DayVolume
}

/** Two years: nearly all emails go within one, and a mistyped date must not draw a thousand. */
export const MOST_DAYS = 731

export function orgPeaks(org: OrgLoad, today: Day): OrgPeaks {
  return peaks(org, loadedDays(org, today), today)
}

export function orgVolume(org: OrgLoad, today: Day): OrgVolume {
  const loaded = loadedDays(org, today)
  const byDay = new Map(loaded.map((volume) => [volume.day, volume]))
  const on = (day: Day): DayVolume => byDay.get(day) ?? emptyDay(day)
  const end = today + MOST_DAYS
  const last = loaded.findLast(({ day }) => day < end)?.day ?? today
  return {
    ...peaks(org, loaded, today),
    days: Array.from({ length: last - today + 1 }, (_, at) => on(today + at)),
    later: loaded.filter(({ day }) => day >= end),
    on,
  }
}

/** The days from today on that have any load, before or after balancing, in their order. */
function loadedDays(
  { loads, loads_before, loads_history, loads_foreseen }: OrgLoad,
  today: Day,
): ReadonlyArray<DayVolume> {
  const dates = Object.keys({ ...loads, ...loads_before, ...loads_history, ...loads_foreseen })
  return dates
    .map((date): DayVolume => {
      const history = loads_history?.[date] ?? 0
      const foreseen = loads_foreseen?.[date] ?? 0
      const load = (loads[date] ?? 0) + history + foreseen
      const before = loads_before === undefined ? load : (loads_before[date] ?? 0)
      return { day: parseDay(date) as Day, before, history, foreseen, load }
    })
    .filter(({ day }) => day >= today)
    .sort((a, b) => a.day - b.day)
}

function peaks(org: OrgLoad, loaded: ReadonlyArray<DayVolume>, today: Day): OrgPeaks {
  const worst = (volume: (day: DayVolume) => number): DayVolume =>
    loaded.reduce((most, day) => (volume(day) > volume(most) ? day : most), emptyDay(today))
  return {
    org,
    balanced: org.loads_before !== undefined,
    foresees: org.loads_foreseen !== undefined,
    worstBefore: worst(({ before }) => before),
    worst: worst(({ load }) => load),
    crowdedBefore: loaded.filter(({ before }) => before > org.threshold).length,
    crowded: loaded.filter(({ load }) => load > org.threshold).length,
  }
}

function emptyDay(day: Day): DayVolume {
  return { day, before: 0, history: 0, foreseen: 0, load: 0 }
}

/** Largest first, by contacts. */
export function largestFirst(orgs: ReadonlyArray<OrgLoad>): ReadonlyArray<OrgLoad> {
  return [...orgs].sort((a, b) => b.contacts - a.contacts || (a.org_id < b.org_id ? -1 : 1))
}
