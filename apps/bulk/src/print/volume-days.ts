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

export interface OrgVolume {
  readonly org: OrgLoad
  /** The load of an unbalanced run has neither history nor foreseen follow-ups nor a before. */
  readonly balanced: boolean
  readonly foresees: boolean
  /** Every day from today to the last with a load. */
  readonly days: ReadonlyArray<DayVolume>
  /** The first of the days with the highest volume, before and after balancing. */
  readonly worstBefore: DayVolume
  readonly worst: DayVolume
  /** Days above the threshold, before and after balancing. */
  readonly crowdedBefore: number
  readonly crowded: number
}

export function orgVolume(org: OrgLoad, today: Day): OrgVolume {
  const { loads, loads_before, loads_history, loads_foreseen } = org
  const dates = Object.keys({ ...loads, ...loads_before, ...loads_history, ...loads_foreseen })
  const dated = dates.map((date) => dayOf(date))
  const last = dated.reduce((latest, day) => Math.max(latest, day), today)
  const [planned, before, history, foreseen] = [loads, loads_before, loads_history, loads_foreseen].map(
    byDay,
  ) as [Days, Days, Days, Days]
  const days = Array.from({ length: last - today + 1 }, (_, at): DayVolume => {
    const day = today + at
    const past = history.get(day) ?? 0
    const caused = foreseen.get(day) ?? 0
    const load = (planned.get(day) ?? 0) + past + caused
    const unmoved = loads_before === undefined ? load : (before.get(day) ?? 0)
    return { day, before: unmoved, history: past, foreseen: caused, load }
  })
  const worst = (volume: (day: DayVolume) => number): DayVolume =>
    days.reduce((most, day) => (volume(day) > volume(most) ? day : most))
  return {
    org,
    balanced: loads_before !== undefined,
    foresees: loads_foreseen !== undefined,
    days,
    worstBefore: worst(({ before }) => before),
    worst: worst(({ load }) => load),
    crowdedBefore: days.filter(({ before }) => before > org.threshold).length,
    crowded: days.filter(({ load }) => load > org.threshold).length,
  }
}

/** Largest first, by contacts. */
export function largestFirst(orgs: ReadonlyArray<OrgLoad>): ReadonlyArray<OrgLoad> {
  return [...orgs].sort((a, b) => b.contacts - a.contacts || (a.org_id < b.org_id ? -1 : 1))
}

type Days = ReadonlyMap<Day, number>

function byDay(loads: Readonly<Record<string, number>> = {}): Days {
  return new Map(Object.entries(loads).map(([date, load]) => [dayOf(date), load]))
}

function dayOf(date: string): Day {
  return parseDay(date) as Day
}
