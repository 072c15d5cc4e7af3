/**
 * Plans one organisation again from the counts of a run, with other limits of its days. The counts hold every decision about
 * single contacts, so only settings that limit days may differ: the cap, the threshold, the warm-up, and from how many
 * effective-date emails on a day is smoothed. Other settings change the counts themselves.
 */
import type { Config } from "@almanac/core/config/config"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { capOn, thresholdOn } from "@almanac/core/plan/capacity"
import type { Cell, Placement } from "@almanac/core/plan/cells"
import type { Count } from "@almanac/core/plan/counts"
import { draftOrg, type OrgDraft } from "@almanac/core/plan/plan"
import { OrganisationBook } from "@almanac/core/rules/organisation-rules"

/** The settings of `load_balancing` that only limit days. */
export const LIMITS = [
  "daily_send_percentage_cap",
  "daily_cap",
  "warm_up",
  "overage_threshold",
  "ed_daily_soft_limit",
  "ed_soft_limit_share",
] as const satisfies ReadonlyArray<keyof Config["load_balancing"]>

export interface PlannedAgain {
  /** The day of the run. */
  readonly today: Day
  /** The number of schedulable contacts of the organisation. */
  readonly contacts: number
  readonly counts: ReadonlyArray<Count>
  /** The settings of the organisation. They differ from those of the run only in {@link LIMITS}. */
  readonly config: Config
}

export const planAgain = ({ config, today, contacts, counts }: PlannedAgain): OrgDraft =>
  draftOrg(new OrganisationBook(config, []).shared, today, contacts, counts)

interface DayVolume {
  readonly emails: number
  readonly cap: number
  readonly threshold: number
}

export interface ReplannedDay {
  readonly date: string
  readonly without: DayVolume
  readonly with: DayVolume
}

export interface Replanned {
  /** The days from the first to the last that has emails in one of the plans. */
  readonly days: ReadonlyArray<ReplannedDay>
  /** The emails that the limits move to a later day than that of their decision. */
  readonly moved: { readonly without: number; readonly with: number }
  /** The number of days above their threshold because no plan avoids it. */
  readonly overloaded: { readonly without: number; readonly with: number }
  /** The emails that go on another day than in the run. Emails whose smoothing changes are not among them. */
  readonly rescheduled: number
  /** The number of ideal dates whose effective-date emails are smoothed. */
  readonly smoothed: { readonly without: number; readonly with: number }
}

/** @param before the plan with the settings of the run, and `after` with those to try out */
export const comparePlans = (before: OrgDraft, after: OrgDraft): Replanned => ({
  days: daysOf(before, after),
  moved: both(before, after, movedIn),
  overloaded: both(before, after, ({ overloads }) => overloads.length),
  rescheduled: rescheduledBetween(before, after),
  smoothed: both(before, after, ({ smoothedDates }) => smoothedDates.length),
})

const both = (before: OrgDraft, after: OrgDraft, of: (draft: OrgDraft) => number) => ({
  without: of(before),
  with: of(after),
})

function daysOf(before: OrgDraft, after: OrgDraft): ReadonlyArray<ReplannedDay> {
  const loaded = [...before.loads.keys(), ...after.loads.keys()]
  if (loaded.length === 0) return []
  const first = loaded.reduce((a, b) => Math.min(a, b))
  const last = loaded.reduce((a, b) => Math.max(a, b))
  return Array.from({ length: last - first + 1 }, (_, n) => ({
    date: formatDay(first + n),
    without: volumeOn(before, first + n),
    with: volumeOn(after, first + n),
  }))
}

const volumeOn = ({ loads, histogram }: OrgDraft, day: Day): DayVolume => ({
  emails: loads.get(day) ?? 0,
  cap: capOn(histogram, day),
  threshold: thresholdOn(histogram, day),
})

const movedIn = ({ splits }: OrgDraft): number =>
  splits.reduce(
    (sum, { release, placements }) =>
      placements.reduce((all, { day, count }) => (day === release ? all : all + count), sum),
    0,
  )

/** The emails of the cells of both plans that go on different days. */
function rescheduledBetween(before: OrgDraft, after: OrgDraft): number {
  const [old, now] = [placementsOf(before), placementsOf(after)]
  const known = new Set(after.histogram.cells.map(nameOf))
  const cells = before.histogram.cells.filter((cell) => known.has(nameOf(cell)))
  return cells.reduce((sum, cell) => {
    const [was, is] = [old.get(nameOf(cell)), now.get(nameOf(cell))]
    if (was === undefined && is === undefined) return sum
    const whole = [{ day: cell.release, count: cell.count }]
    return sum + differing(was ?? whole, is ?? whole)
  }, 0)
}

const placementsOf = ({ splits }: OrgDraft): ReadonlyMap<string, ReadonlyArray<Placement>> =>
  new Map(splits.map((split) => [nameOf(split), split.placements]))

const nameOf = ({ release, deadline, priority, quiet, announced }: Cell): string =>
  [release, deadline, priority, quiet?.from, quiet?.through, announced].join(" ")

/** The emails of a cell, in the order of their ranks, that go on another day. */
function differing(a: ReadonlyArray<Placement>, b: ReadonlyArray<Placement>): number {
  let [differ, i, j] = [0, 0, 0]
  let [leftA, leftB] = [a[0]?.count ?? 0, b[0]?.count ?? 0]
  while (i < a.length && j < b.length) {
    const taken = Math.min(leftA, leftB)
    if (a[i].day !== b[j].day) differ += taken
    leftA -= taken
    leftB -= taken
    if (leftA === 0) leftA = a[++i]?.count ?? 0
    if (leftB === 0) leftB = b[++j]?.count ?? 0
  }
  return differ
}
