import type { Config } from "@almanac/core/config/config"
import { readDate } from "../oracle/cells.ts"
import { anniversary, isoDate, monthDayIn, yearOf } from "../oracle/dates.ts"
import { stateOfZip } from "../oracle/intake.ts"
import { rulesOfState } from "../oracle/state-rules.ts"
import type { RawRow } from "../world.ts"
import type { WorldInstance } from "./campaigns.ts"
import { type InstantStyle, instantOn } from "./instants.ts"
import type { Random } from "./random.ts"

/** The inputs from which earlier rows are made. */
export interface HistorySetting {
  readonly random: Random
  readonly config: Config
  readonly today: number
  readonly instances: ReadonlyArray<WorldInstance>
  /** Enrolments of the contact. */
  readonly enrolments: ReadonlyArray<RawRow>
  readonly style: InstantStyle
  /** Returns a new id at each call. */
  readonly nextId: () => bigint
}

const STATUSES = [
  "scheduled",
  "processing",
  "sent",
  "sent",
  "delivered",
  "failed",
  "skipped",
  "pre-scheduled",
  "bounced",
]

/** An email that this contact could have had, with its dates as day numbers. */
interface Occasion {
  readonly emailType: string
  readonly instanceId: bigint | null
  readonly event: number
  readonly ideal: number
  readonly latest: number
}

function anchorDay(cell: RawRow[string] | undefined): number | null {
  return readDate(cell)
}

function randomOccasion(setting: HistorySetting, contact: RawRow, years: ReadonlyArray<number>): Occasion {
  const { random, config, today } = setting
  const { timing } = config
  const year = yearOf(today) + random.pick(years)
  const birth = anchorDay(contact.birth_date)
  const effective = anchorDay(contact.effective_date)
  const before = (emailType: string, event: number, days: number): Occasion => ({
    emailType,
    instanceId: null,
    event,
    ideal: event - days,
    latest: event,
  })
  const kind = random.int(0, 9)
  if (kind <= 1 && birth !== null)
    return before("birthday", anniversary(birth, year), timing.birthday_days_before)
  if (kind <= 3 && effective !== null) {
    return before("effective_date", anniversary(effective, year), timing.effective_date_days_before)
  }
  if (kind <= 4) return before("aep", monthDayIn(year, 10, 15), 30)
  return kind <= 6 ? postWindowOccasion(setting, contact) : campaignOccasion(setting)
}

/** The post-window email of one of the contact's rules near today, if the contact has one. */
function postWindowOccasion({ random, config, today }: HistorySetting, contact: RawRow): Occasion {
  const events = rulesOfState(config, stateOfZip(String(contact.zip_code).slice(0, 5)) ?? "").flatMap(
    (rule) => {
      if (rule.kind === "calendar") return [monthDayIn(yearOf(today), rule.to >> 5, rule.to & 31) + 1]
      if (rule.kind === "year_round") return []
      const anchor = anchorDay(rule.kind === "birthday" ? contact.birth_date : contact.effective_date)
      if (anchor === null) return []
      return [yearOf(today) - 1, yearOf(today), yearOf(today)].map(
        (year) => anniversary(anchor, year) + rule.daysAfter + 1,
      )
    },
  )
  const event = random.chance(0.2) || events.length === 0 ? today - random.int(-40, 40) : random.pick(events)
  const latest = event + config.timing.post_window_latest_days
  return { emailType: "post_window", instanceId: null, event, ideal: event, latest }
}

/** An email for an enrolment of the contact, or for any campaign, known or unknown. */
function campaignOccasion({ random, today, instances, enrolments }: HistorySetting): Occasion {
  const enrolment = random.chance(0.7) && enrolments.length > 0 ? random.pick(enrolments) : null
  const enrolledIn = instances.find((instance) => instance.id === enrolment?.campaign_instance_id)
  const instance = enrolledIn ?? random.pick(instances)
  const trigger = anchorDay(enrolment?.trigger_date) ?? anchorDay(instance.row.active_start_date)
  const event = trigger ?? today + random.int(-60, 30)
  const typeName = random.either(0.05, "never_heard_of", instance.typeName)
  const instanceId = random.pick([instance.id, instance.id, instance.id, instance.id, null, 424_242n])
  const ideal = event - instance.daysBeforeEvent
  const latest = instance.daysBeforeEvent > 0 ? event : ideal + 30
  return { emailType: `campaign_${typeName}`, instanceId, event, ideal, latest }
}

interface RowParts {
  readonly occasion: Occasion
  readonly status: string
  readonly day: number
  readonly eventDate?: number | null
  readonly parentId?: bigint | null
}

function rowOf({ random, nextId, style }: HistorySetting, contact: RawRow, parts: RowParts): RawRow {
  const { occasion, status, day, eventDate = occasion.event, parentId = null } = parts
  const isSent = ["sent", "delivered"].includes(status)
  const knowsInstant = isSent && random.chance(0.4)
  return {
    id: nextId(),
    contact_id: contact.id!,
    email_type: occasion.emailType,
    scheduled_send_date: isoDate(knowsInstant && random.chance(0.3) ? day - random.int(1, 3) : day),
    status,
    event_date: eventDate === null ? null : isoDate(eventDate),
    campaign_instance_id: occasion.instanceId,
    actual_send_datetime: knowsInstant ? instantOn(random, day, style) : null,
    parent_schedule_id: parentId,
  }
}

const ANY_YEAR = [-1, 0, 0, 0, 1]

/** A row of any status on a day at which settling or keeping changes. */
function randomRow(setting: HistorySetting, contact: RawRow): RawRow {
  const { random, today } = setting
  const occasion = randomOccasion(setting, contact, ANY_YEAR)
  const { ideal, latest, event } = occasion
  const day = random.pick([
    ...[ideal - 61, ideal - 60, ideal - 59, ideal - 1, ideal, ideal, ideal + 1],
    ...[latest - 1, latest, latest + 1, today - 1, today, today + 1],
  ])
  const eventDate = random.pick([
    event,
    event,
    event,
    null,
    null,
    event + 1,
    anniversary(event, yearOf(event) - 1),
  ])
  return rowOf(setting, contact, { occasion, status: random.pick(STATUSES), day, eventDate })
}

/** Plans of earlier runs for one email. Their day is kept if it is still possible. */
function announcements(setting: HistorySetting, contact: RawRow): Array<RawRow> {
  const { random, today } = setting
  const occasion = randomOccasion(setting, contact, [0, 0, 0, 1])
  return random.times(random.int(1, 3), () => {
    const { latest } = occasion
    const day = random.pick([today - 1, today, today + 1, today + 5, latest, latest + 1, latest - 2])
    return rowOf(setting, contact, { occasion, status: "pre-scheduled", day })
  })
}

/** A sent email at the edge of the follow-up period, sometimes with a follow-up that it already has. */
function parentAndFollowUp(setting: HistorySetting, contact: RawRow): Array<RawRow> {
  const { random, today } = setting
  const occasion = randomOccasion(setting, contact, ANY_YEAR)
  const day = today - random.pick([-1, 0, 0, 1, 1, 2, 3, 5, 6, 7, 8, 20, 34, 35, 36])
  const status = random.pick(["sent", "sent", "delivered", "scheduled", "failed"])
  const eventDate = random.either(0.3, null, occasion.event)
  const parent = rowOf(setting, contact, { occasion, status, day, eventDate })
  if (random.chance(0.7)) return [parent]
  const followUp = rowOf(setting, contact, {
    occasion: {
      ...occasion,
      emailType: random.pick(["followup_1_cold", "followup_2_clicked_no_hq", "followup_4_hq_with_yes"]),
    },
    status: random.pick(["sent", "scheduled", "processing", "failed", "pre-scheduled"]),
    day: day + random.pick([-1, 0, 1, 2]),
    eventDate,
    parentId: random.pick([parent.id as bigint, null, 999_999_999n]),
  })
  return [parent, followUp]
}

/** Many emails at distances of about the length of the frequency period. */
function crowd(setting: HistorySetting, contact: RawRow): Array<RawRow> {
  const { random, today, config } = setting
  const period = config.frequency.period_days
  const first = today - random.int(0, period + 1)
  return random.times(random.int(3, 7), () => {
    const occasion = { ...randomOccasion(setting, contact, ANY_YEAR), event: today - 400 }
    const day = first + random.pick([0, 0, 1, period - 2, period - 1, period, random.int(0, period)])
    const status = day > today ? "scheduled" : random.pick(["sent", "delivered", "processing"])
    return rowOf(setting, contact, { occasion, status, day })
  })
}

/** The earlier rows of one contact. */
export function randomEarlierRows(setting: HistorySetting, contact: RawRow): Array<RawRow> {
  const { random } = setting
  return [
    ...(random.chance(0.5) ? random.times(random.int(1, 4), () => randomRow(setting, contact)) : []),
    ...random.times(random.pick([0, 0, 1, 2]), () => announcements(setting, contact)).flat(),
    ...(random.chance(0.4)
      ? random.times(random.int(1, 3), () => parentAndFollowUp(setting, contact)).flat()
      : []),
    ...(random.chance(0.15) ? crowd(setting, contact) : []),
  ]
}
