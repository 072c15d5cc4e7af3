import { WEEKDAYS } from "@almanac/core/config/sending-days-schema"
import { isoDate, isoDay } from "../oracle/dates.ts"
import type { RawRow, World } from "../world.ts"
import { Random } from "./random.ts"

type SendingDays = World["config"]["sending_days"]

const [WORKDAYS, WITHOUT_SUNDAY] = [WEEKDAYS.slice(0, 5), WEEKDAYS.slice(0, 6)]

/** Ranges around today, as distances in days: single days, a few days, more than an email waits, and years. */
const BLACKOUTS: ReadonlyArray<readonly [from: number, through: number]> = [
  ...([
    [0, 0],
    [1, 1],
    [-1, 0],
    [0, 3],
    [1, 8],
    [2, 2],
    [-9, 4],
  ] as const),
  ...([
    [13, 16],
    [1, 40],
    [0, 100],
    [5, 400],
    [-30, -2],
    [365, 366],
  ] as const),
]

function randomSendingDays(random: Random, today: number): SendingDays {
  const blackouts = random.shuffled(BLACKOUTS).slice(0, random.pick([0, 0, 1, 1, 2, 4]))
  return {
    weekdays: random.pick([
      ...[WORKDAYS, WORKDAYS, WITHOUT_SUNDAY, WEEKDAYS],
      random.shuffled(WEEKDAYS).slice(0, random.int(1, 6)),
    ]),
    holidays: random.pick(["none", "us_federal", "us_federal"]),
    blackout_dates: blackouts.map(([from, through]) =>
      from === through ? isoDate(today + from) : `${isoDate(today + from)}..${isoDate(today + through)}`,
    ),
  }
}

/**
 * The world with random sending days, and with campaign types whose emails go on any day. It draws from a seed of its own, so
 * everything else is as in the world without.
 */
export function withSendingDays(world: World, seed: number): World {
  const random = new Random(seed ^ 0x5e4d)
  const sending_days = randomSendingDays(random, isoDay(world.as_of))
  const types = Object.entries(world.config.campaign_types).map(([name, type]) => [
    name,
    random.chance(0.3) ? { ...type, any_day: true } : type,
  ])
  const anyDay = (row: RawRow): RawRow => ({ ...row, any_day: random.pick([null, null, true, false]) })
  return {
    ...world,
    config: { ...world.config, sending_days, campaign_types: Object.fromEntries(types) },
    campaign_types: world.campaign_types.map(anyDay),
  }
}
