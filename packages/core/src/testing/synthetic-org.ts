/** Seeded contacts as records, for load-balancing tests with organisations of any size. */
import { Random } from "@almanac/testkit/worlds/random"
import { type Day, dayOf, NO_DAY, yearOf } from "../day/civil.ts"
import type { ContactRecord, HistoryRecord } from "../record/records.ts"
import { person } from "./people.ts"

export interface OrgShape {
  readonly seed: number
  readonly contacts: number
  readonly today: Day
  /** Share of the effective dates that are the first of a month. */
  readonly onTheFirst?: number
  /** Number of history rows dated today, besides the random ones. */
  readonly queuedToday?: number
}

const STATES = ["TX", "TX", "FL", "OH", "CA", "KY", "NV", "MO", "MD", "CT"] as const

export function syntheticOrg(shape: OrgShape): Array<ContactRecord> {
  const { seed, contacts, today, onTheFirst = 0.62, queuedToday = 0 } = shape
  const random = new Random(seed)
  const year = yearOf(today)
  return random.times(contacts, (index) => {
    const effective = dayOf(
      year - random.int(1, 12),
      random.int(1, 12),
      random.chance(onTheFirst) ? 1 : random.int(1, 28),
    )
    const history = random.chance(0.2) ? [earlier(random, today)] : []
    if (index < queuedToday) history.push(row("campaign_rate_increase", "scheduled", today))
    return person({
      id: BigInt(index * 7 + 1),
      state: random.pick(STATES),
      birthDate: dayOf(year - random.int(60, 90), random.int(1, 12), random.int(1, 28)),
      effectiveDate: random.chance(0.9) ? effective : NO_DAY,
      history,
    })
  })
}

function row(emailType: string, status: string, day: Day): HistoryRecord {
  return {
    id: BigInt(day),
    emailType,
    status,
    scheduledSendDate: day,
    actualSendDate: null,
    eventDate: null,
    campaignInstanceId: null,
    parentScheduleId: null,
  }
}

/** A random history row: sent recently, queued, planned by an earlier run, or settling. */
function earlier(random: Random, today: Day): HistoryRecord {
  switch (random.int(0, 3)) {
    case 0:
      return row("birthday", "sent", today - random.int(1, 30))
    case 1:
      return row("birthday", "scheduled", today + random.int(0, 5))
    case 2:
      return row("aep", "pre-scheduled", today + random.int(0, 20))
    default:
      return row("effective_date", "sent", today - random.int(0, 3))
  }
}
