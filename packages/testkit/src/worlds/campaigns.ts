import type { CampaignTypeConfig, Config } from "@almanac/core/config/config"
import { isoDate } from "../oracle/dates.ts"
import type { RawRow } from "../world.ts"
import { AROUND_TODAY } from "./days.ts"
import type { Random } from "./random.ts"

const CUSTOM_TYPE = "open_house.v2"

/** Rows of `campaign_types`: a custom type, and changes to built-in types that leave some fields null. */
export function randomCampaignTypeRows(random: Random): Array<RawRow> {
  const custom: RawRow = {
    name: CUSTOM_TYPE,
    respect_exclusion_windows: random.chance(0.7),
    enable_followups: random.chance(0.7),
    days_before_event: random.pick([-14, -1, 0, 1, 30, 200]),
    target_all_contacts: random.chance(0.3),
    priority: random.int(1, 10),
    active: random.chance(0.9),
  }
  const change: RawRow = {
    name: random.pick(["rate_increase", "policy_update", "initial_blast"]),
    respect_exclusion_windows: random.either(0.7, null, true),
    enable_followups: random.either(0.7, null, false),
    days_before_event: random.either(0.6, null, random.int(-5, 25)),
    target_all_contacts: null,
    priority: random.either(0.6, null, random.int(1, 10)),
    active: random.either(0.7, null, false),
  }
  return random.pick([[], [custom], [custom, change], [change]])
}

/** An instance as a row, with the data needed to choose trigger dates for it. */
export interface WorldInstance {
  readonly row: RawRow
  readonly id: bigint
  readonly typeName: string
  readonly daysBeforeEvent: number
}

function randomMetadata(random: Random): Record<string, string | number | boolean> {
  return {
    ...(random.chance(0.3) ? { priority: random.int(1, 10) } : {}),
    ...(random.chance(0.3) ? { days_before_event: random.pick([-30, -1, 0, 1, 14, 100]) } : {}),
    ...(random.chance(0.3) ? { respect_exclusion_windows: random.chance(0.5) } : {}),
    ...(random.chance(0.3) ? { enable_followups: random.chance(0.5) } : {}),
    ...(random.chance(0.3) ? { followup_email_template: "own_followup" } : {}),
    ...(random.chance(0.2) ? { followup_sms_template: "own_followup_sms" } : {}),
    ...(random.chance(0.2) ? { note: 'unknown to the rules, "quoted"' } : {}),
  }
}

/** Instances that are active, about to start, just ended or without dates, of one organisation or of all. */
export function randomInstances(
  random: Random,
  config: Config,
  typeRows: ReadonlyArray<RawRow>,
  orgs: number,
  today: number,
): Array<WorldInstance> {
  const types: Readonly<Record<string, CampaignTypeConfig>> = config.campaign_types
  const custom = typeRows.some((row) => row.name === CUSTOM_TYPE) ? [CUSTOM_TYPE, CUSTOM_TYPE] : []
  const names = [...Object.keys(types), ...custom]
  return random.times(random.int(2, 9), (index) => {
    const typeName = random.pick(names)
    const typeRow = typeRows.find((row) => row.name === typeName)
    const targetsAll = typeRow?.target_all_contacts ?? types[typeName]?.target_all_contacts ?? false
    const isActive = typeRow?.active ?? types[typeName]?.active ?? true
    const metadata = randomMetadata(random)
    const near = (distances: ReadonlyArray<number>) => isoDate(today + random.pick(distances))
    const id = random.either(0.1, 9_007_199_254_740_993n + BigInt(index), BigInt(100 - index))
    const row: RawRow = {
      id,
      campaign_type: typeName,
      instance_name: random.either(0.1, null, `${typeName} "${index}"`),
      email_template: random.either(0.05, null, `${typeName}_${index}`),
      sms_template: random.either(0.5, null, `${typeName}_${index}_sms`),
      active_start_date:
        random.chance(0.2) && (targetsAll !== true || isActive !== true)
          ? null
          : near([-200, -60, -31, -30, -29, -14, -7, -6, -1, -1, 0, 0, 1]),
      active_end_date: random.chance(0.4)
        ? random.pick([null, null, "9999-12-31"])
        : near([-1, 0, 0, 1, 2, 5, 7, 30, 60]),
      metadata: random.chance(0.5) ? null : JSON.stringify(metadata),
      org_id: random.either(0.6, null, BigInt(random.int(1, orgs))),
    }
    const stated = row.metadata === null ? undefined : metadata.days_before_event
    const daysBeforeEvent = Number(
      stated ?? typeRow?.days_before_event ?? types[typeName]?.days_before_event ?? 0,
    )
    return { row, id, typeName, daysBeforeEvent }
  })
}

const STATUSES = [
  "pending",
  "pending",
  "pending",
  "scheduled",
  "scheduled",
  null,
  "sent",
  "completed",
  "cancelled",
  "done",
]

function randomTrigger(random: Random, instance: WorldInstance, today: number): string | null {
  if (random.chance(0.12)) return null
  if (random.chance(0.04)) {
    return random.pick(["2026-02-30", "next week", "", "3000-01-01", "9999-12-31", "1899-12-31"])
  }
  const { daysBeforeEvent } = instance
  const stillUseful = random.pick([0, 0, 1, 2, 5, 6, 7, 8])
  const distance = random.pick([
    stillUseful,
    random.pick(AROUND_TODAY),
    daysBeforeEvent + random.pick(AROUND_TODAY),
  ])
  return isoDate(today + distance)
}

/**
 * Enrolments. Some are repeated, some are of unknown contacts or instances, and some have their ideal date on
 * one day.
 */
export function randomEnrolments(
  random: Random,
  contactIds: ReadonlyArray<bigint>,
  instances: ReadonlyArray<WorldInstance>,
  today: number,
): Array<RawRow> {
  const rowOf = (contactId: bigint, instance: WorldInstance, trigger: string | null): RawRow => ({
    contact_id: random.either(0.01, 777_777n, contactId),
    campaign_instance_id: random.either(0.02, 555_555n, instance.id),
    trigger_date: trigger,
    status: random.pick(STATUSES),
    metadata: random.either(0.8, null, '{"source":"import"}'),
  })
  return contactIds.flatMap((contactId) => {
    const rows = random.times(random.int(0, 3), () => {
      const instance = random.pick(instances)
      return rowOf(contactId, instance, randomTrigger(random, instance, today))
    })
    if (random.chance(0.25)) {
      const ideal = today + random.pick(AROUND_TODAY)
      for (const instance of random.shuffled(instances).slice(0, random.int(2, 4))) {
        rows.push(rowOf(contactId, instance, isoDate(ideal + instance.daysBeforeEvent)))
      }
    }
    return rows.length > 0 && random.chance(0.1) ? [...rows, random.pick(rows)] : rows
  })
}
