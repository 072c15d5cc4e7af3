/** Seeded organisations that are small enough for exact optimisation, of shapes that occur in practice. */
import type { Day } from "@almanac/core/day/civil"
import type { Cell } from "@almanac/core/plan/cells"
import type { OrgHistogram } from "@almanac/core/plan/org-plan"
import { Random } from "@almanac/testkit/worlds/random"

export interface Instance {
  /** Name of the shape. */
  readonly name: string
  readonly seed: number
  readonly histogram: OrgHistogram
}

/** Emails to plan: days from the first day to the release, longest wait in days, priority, and number. */
type Emails = readonly [release: number, wait: number, priority: number, count: number]

const FIRST_DAY: Day = 20_000

/** Emails of any kind, anywhere in six weeks. */
function scattered(random: Random, cap: number): Array<Emails> {
  return random.times(random.int(8, 30), () => [
    random.int(0, 30),
    random.int(0, 14),
    random.pick([1, 3, 5, 6]),
    random.int(1, 2 * cap),
  ])
}

/**
 * Many emails released on one day, some with less time because a window begins, and birthdays around that
 * day.
 */
function aep(random: Random, cap: number): Array<Emails> {
  const early = random.times(random.int(0, 10), (): Emails => [3, random.int(0, 30), 7, random.int(1, cap)])
  const birthdays = random.times(30, (day): Emails => [day, 14, 5, random.int(0, Math.ceil(cap / 4))])
  return [[3, 31, 7, random.int(8, 14) * cap], ...early, ...birthdays]
}

/** Effective-date emails for the first of a month, smoothed over five days, and others. */
function firstOfMonth(random: Random, cap: number): Array<Emails> {
  const smoothed = random.times(5, (day): Emails => [day + 4, 30, 3, random.int(cap, 3 * cap)])
  const others = random.times(20, (): Emails => [random.int(0, 40), 30, 3, random.int(1, cap)])
  return [...smoothed, ...others]
}

/** Late emails with little time left, and more than fit, so that overload cannot be avoided. */
function late(random: Random, cap: number): Array<Emails> {
  return random.times(14, () => [
    random.int(0, 6),
    random.int(0, 6),
    random.pick([1, 3, 5]),
    random.int(1, 2 * cap),
  ])
}

const SHAPES = { scattered, aep, firstOfMonth, late }

/** Organisations without foresight. */
export function instances(perShape: number): Array<Instance> {
  return Object.entries(SHAPES).flatMap(([name, shape]) =>
    Array.from({ length: perShape }, (_, seed) => ({ name, seed, histogram: instance(shape, seed) })),
  )
}

/**
 * The same shapes with foreseen follow-ups, and seasons. Some emails cause no follow-up, on all or on some
 * days.
 */
export function foreseeingInstances(perShape: number): Array<Instance> {
  const adverse = instances(perShape).map(({ name, seed, histogram }) => ({
    name: `${name}, follow-ups`,
    seed,
    histogram: withFollowups(new Random(seed + 1), histogram),
  }))
  const seasons = Array.from({ length: perShape }, (_, seed) => ({
    name: "a season, follow-ups",
    seed,
    histogram: season(new Random(seed), 0),
  }))
  const campaigns = Array.from({ length: perShape }, (_, seed) => ({
    name: "a season with campaigns, follow-ups",
    seed,
    histogram: season(new Random(seed), 3),
  }))
  return [...seasons, ...campaigns, ...adverse]
}

function withFollowups(random: Random, histogram: OrgHistogram): OrgHistogram {
  const cells = histogram.cells.map((cell): Cell => {
    const { release, deadline } = cell
    if (random.chance(0.1)) return { ...cell, quiet: { from: release, through: deadline } }
    if (random.chance(0.1))
      return { ...cell, quiet: { from: Math.max(release, deadline - 1), through: deadline } }
    return cell
  })
  return { ...histogram, cells, followupDaysAfter: random.pick([1, 2, 2, 2, 3, 5]) }
}

/**
 * Seven weeks around the Annual Enrollment Period of a realistic organisation. Everybody's AEP email is
 * released on one day, and some have a window ahead. Birthday, post-window and effective-date emails are
 * released every day, with more effective-date emails around the first of a month. There may be campaigns.
 */
function season(random: Random, campaigns: number): OrgHistogram {
  const contacts = random.pick([80, 200, 450, 1000, 2000, 10_000])
  const cap = Math.max(1, Math.floor(random.pick([0.03, 0.07, 0.07, 0.15]) * contacts))
  const some = (share: number): number => Math.floor(contacts * share * 2 * random.next())
  const cells: Array<Cell> = []
  const add = (start: number, wait: number, priority: number, count: number, quietAfter = wait + 1): void => {
    const release = FIRST_DAY + start
    const deadline = release + wait
    const quiet = { from: Math.max(release, release + quietAfter), through: deadline }
    if (count > 0) cells.push({ release, deadline, priority, count, ...(quietAfter <= wait && { quiet }) })
  }
  add(7, 30, 7, Math.floor(0.7 * contacts))
  for (let wait = 0; wait < 30; wait++) add(7, wait, 7, some(0.001), wait - 1)
  for (let day = 0; day < 50; day++) {
    add(day, 14, 5, some(0.002))
    add(day, 30, 6, some(0.001))
    add(day, 30, 3, some(0.001))
  }
  for (const first of [20, 48]) for (let day = -2; day <= 2; day++) add(first + day, 29, 3, some(0.008))
  for (let n = 0; n < campaigns; n++) {
    const priority = random.pick([1, 3, 5])
    const quietAfter = random.chance(0.2) ? 0 : undefined
    for (let day = random.int(0, 30); day < 45; day++) add(day, 14, priority, some(0.002), quietAfter)
  }
  const fixed = new Map(random.times(5, (day) => [FIRST_DAY + day, some(0.01)] as const))
  return { cap, threshold: Math.floor(1.2 * cap), cells: together(cells), fixed, followupDaysAfter: 2 }
}

/** Merges cells that have the same key. */
function together(cells: ReadonlyArray<Cell>): Array<Cell> {
  const byKey = Map.groupBy(cells, ({ count: _count, ...key }) => JSON.stringify(key))
  return [...byKey.values()].map((alike) => ({
    ...alike[0],
    count: alike.reduce((sum, { count }) => sum + count, 0),
  }))
}

function instance(shape: (random: Random, cap: number) => Array<Emails>, seed: number): OrgHistogram {
  const random = new Random(seed)
  const cap = random.pick([1, 2, 5, 21, 70, 700])
  const threshold = Math.floor(1.2 * cap)
  const history = random.times(
    random.int(0, 8),
    () => [FIRST_DAY + random.int(0, 20), random.int(1, threshold)] as const,
  )
  return { cap, threshold, cells: cellsOf(shape(random, cap)), fixed: new Map(history) }
}

function cellsOf(emails: ReadonlyArray<Emails>): Array<Cell> {
  const cells = new Map<string, Cell>()
  for (const [start, wait, priority, count] of emails) {
    const key = `${start} ${wait} ${priority}`
    const release = FIRST_DAY + start
    const before = cells.get(key)?.count ?? 0
    if (count > 0) cells.set(key, { release, deadline: release + wait, priority, count: before + count })
  }
  return [...cells.values()]
}
