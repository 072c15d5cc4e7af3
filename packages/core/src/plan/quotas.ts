/**
 * How many emails of each flow go on each day of a stretch, so that days with all their follow-ups take no
 * more than necessary:
 *
 *   1. If every day can keep to its base, emails wait as few days as possible.
 *   2. If deadlines leave no choice, days rise: the fullest as little as possible, then the next. Other days
 *      keep their base. Where days have different thresholds, the fullest is the one most above its own.
 *   3. Numbers of emails are whole. Days rise to the whole number below their level, and as few days as
 *      possible take one email more.
 */
import { releasesOf, type Stretch } from "./stretch.ts"
import { type Levels, WaitingProgram } from "./waiting.ts"

export interface Quotas {
  /** Emails to send, for each flow by day. */
  readonly sends: ReadonlyArray<Float64Array>
  /** How many emails of each turn wait for it. */
  readonly turning: ReadonlyArray<number>
}

/** A smaller rise is only a rounding error. */
const NO_RISE = 1e-6

export function quotasOf(stretch: Stretch): Quotas {
  const levels = Float64Array.from(stretch.base)
  const settled = new Set([...stretch.lift.keys()].filter((day) => !Number.isFinite(stretch.lift[day])))
  for (;;) {
    const { level, program } = lowestLevel(stretch, levels, settled)
    if (level === undefined) return wholeQuotas(stretch, levels, program)
    const critical = program.criticalDays()
    if (critical.length === 0) return everythingOnRelease(stretch)
    for (const day of critical) {
      settled.add(day)
      levels[day] = Math.max(levels[day], level + stretch.lift[day])
    }
  }
}

interface Found {
  readonly level: number | undefined
  readonly program: WaitingProgram
}

/**
 * The lowest level to which the days that are not settled must rise; undefined if none must rise. A day with
 * a higher base rises with the others once the level has reached its base.
 */
function lowestLevel(stretch: Stretch, fixed: Float64Array, settled: ReadonlySet<number>): Found {
  const open = [...fixed.keys()].filter((day) => !settled.has(day))
  const levelOf = (day: number): number => fixed[day] - stretch.lift[day]
  const lowest = open.reduce((least, day) => Math.min(least, levelOf(day)), Number.POSITIVE_INFINITY)
  let reached = lowest
  for (;;) {
    const rising = new Set(open.filter((day) => levelOf(day) <= reached))
    const levels: Levels = { fixed, rising, lowest: open.length === 0 ? 0 : lowest }
    const program = new WaitingProgram(stretch, levels, false)
    const level = program.solve() ? lowest + program.rise : Number.POSITIVE_INFINITY
    if (level <= lowest + NO_RISE) return { level: undefined, program }
    const next = open.reduce(
      (least, day) => (levelOf(day) > reached ? Math.min(least, levelOf(day)) : least),
      Number.POSITIVE_INFINITY,
    )
    if (next >= level - NO_RISE) return { level, program }
    reached = Number.isFinite(level) ? level : Number.MAX_VALUE
  }
}

function wholeQuotas(stretch: Stretch, levels: Float64Array, found: WaitingProgram): Quotas {
  const isLevel = levels.every((level) => Math.abs(level - Math.round(level)) < NO_RISE)
  if (isLevel && found.makeWhole()) return { sends: found.sends(), turning: found.turning() }
  const whole = levels.map((level) => Math.floor(level + NO_RISE))
  const program = new WaitingProgram(stretch, { fixed: whole, rising: new Set(), lowest: 0 }, true)
  program.solve()
  program.makeWhole()
  return { sends: program.sends(), turning: program.turning() }
}

/** A plan that is always possible, used if the linear program has no solution. */
function everythingOnRelease({ flows, days, turns }: Stretch): Quotas {
  return { sends: flows.map((flow) => releasesOf(flow, days)), turning: turns.map(() => 0) }
}
