/** Seeded organisations small enough for exact optimisation, of the shapes that fill real calendars. */
import type { Day } from "@almanac/core/day/civil"
import type { Cell } from "@almanac/core/plan/cells"
import type { OrgHistogram } from "@almanac/core/plan/org-plan"
import { Random } from "@almanac/testkit/worlds/random"

export interface Instance {
  readonly name: string
  readonly seed: number
  readonly histogram: OrgHistogram
}

/** Emails to plan: days from the first day to release, days to wait at most, priority, and how many. */
type Emails = readonly [release: number, wait: number, priority: number, count: number]

const FIRST_DAY: Day = 20_000

/** Anything anywhere in six weeks. */
function scattered(random: Random, cap: number): Array<Emails> {
  return random.times(random.int(8, 30), () => [
    random.int(0, 30),
    random.int(0, 14),
    random.pick([1, 3, 5, 6]),
    random.int(1, 2 * cap),
  ])
}

/** Everything released on one day, less time for some because a window begins; birthdays around it. */
function aep(random: Random, cap: number): Array<Emails> {
  const early = random.times(random.int(0, 10), (): Emails => [3, random.int(0, 30), 7, random.int(1, cap)])
  const birthdays = random.times(30, (day): Emails => [day, 14, 5, random.int(0, Math.ceil(cap / 4))])
  return [[3, 31, 7, random.int(8, 14) * cap], ...early, ...birthdays]
}

/** Effective dates on the first of a month, smoothed over five days, and others. */
function firstOfMonth(random: Random, cap: number): Array<Emails> {
  const smoothed = random.times(5, (day): Emails => [day + 4, 30, 3, random.int(cap, 3 * cap)])
  const others = random.times(20, (): Emails => [random.int(0, 40), 30, 3, random.int(1, cap)])
  return [...smoothed, ...others]
}

/** Late emails with little time left, more than fit: overload cannot be avoided. */
function late(random: Random, cap: number): Array<Emails> {
  return random.times(14, () => [
    random.int(0, 6),
    random.int(0, 6),
    random.pick([1, 3, 5]),
    random.int(1, 2 * cap),
  ])
}

const SHAPES = { scattered, aep, firstOfMonth, late }

export function instances(perShape: number): Array<Instance> {
  return Object.entries(SHAPES).flatMap(([name, shape]) =>
    Array.from({ length: perShape }, (_, seed) => ({ name, seed, histogram: instance(shape, seed) })),
  )
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
