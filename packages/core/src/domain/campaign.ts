/** Campaign types (how campaigns behave) and campaign instances (single executions). */
import type { CampaignTypeConfig, Config } from "../config/config.ts"
import { type Day, NO_DAY } from "../day/civil.ts"
import type { CAMPAIGN_INSTANCES, CAMPAIGN_TYPES } from "../tables/campaigns.ts"
import type { RowOf } from "../tables/input.ts"
import { emailTypeNames, FIRST_CAMPAIGN } from "./email-type.ts"
import { isHoldout, MAX_HOLDOUT } from "./holdout.ts"
import { type Place, type Refusal, refuse } from "./refusal.ts"

/** A row of `campaign_types`. A null field keeps the value of the known type of that name. */
export type CampaignTypeRow = RowOf<typeof CAMPAIGN_TYPES>

export type CampaignInstanceRow = RowOf<typeof CAMPAIGN_INSTANCES>

/** An instance with its type's behaviour and its own overrides applied. */
export interface CampaignInstance {
  readonly id: bigint
  readonly name: string | null
  /** Email type code. */
  readonly type: number
  readonly emailTemplate: string | null
  readonly smsTemplate: string | null
  readonly startDate: Day
  readonly endDate: Day
  /** The only organisation it is for; null: all organisations. */
  readonly orgId: bigint | null
  readonly orgHigh: number
  readonly orgLow: number
  /** Whether its type is active and today lies within its active dates. */
  readonly takesPart: boolean
  readonly targetsAll: boolean
  readonly respectsWindows: boolean
  readonly followups: boolean
  /** Whether its emails also go on days that are no sending days. */
  readonly anyDay: boolean
  /** The share of its contacts who get no email of it, in percent. */
  readonly holdoutPercentage: number
  readonly daysBeforeEvent: number
  readonly priority: number
  readonly followupEmailTemplate: string | null
  readonly followupSmsTemplate: string | null
}

export interface Campaigns {
  /** Names of all email types by code. */
  readonly typeNames: ReadonlyArray<string>
  /** Behaviour of campaign types, by email type code − 8. */
  readonly types: ReadonlyArray<CampaignTypeConfig>
  /** In ascending order of id, so a lower index is a lower id. */
  readonly instances: ReadonlyArray<CampaignInstance>
}

/** Index of the instance with this id; −1 if there is none. */
export function instanceIndex({ instances }: Campaigns, id: bigint): number {
  let [low, high] = [0, instances.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = instances[middle].id
    if (found === id) return middle
    if (found < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** The event date of an enrolment: its own trigger date, else the start date of its instance, else NO_DAY. */
export function triggerDay(campaigns: Campaigns, instance: number, given: Day): Day {
  return given === NO_DAY ? campaigns.instances[instance].startDate : given
}

/**
 * With so few campaign types, a set of types fits a double as a sum of powers of two (`standsForBit`), and
 * people can still read the list.
 */
export const MAX_CAMPAIGN_TYPES = 48

const NAME = /^[A-Za-z0-9_.-]+$/

/**
 * Lays the rows of `campaign_types` over the configured types and resolves every instance.
 * Throws a {@link Refusal} that names table, row and field.
 */
export function resolveCampaigns(
  config: Config,
  typeRows: ReadonlyArray<CampaignTypeRow>,
  instanceRows: ReadonlyArray<CampaignInstanceRow>,
  today: Day,
): Campaigns {
  const behaviours = new Map(Object.entries(config.campaign_types))
  typeRows.forEach((row, i) => {
    behaviours.set(row.name, overlaidType(row, i, behaviours.get(row.name)))
  })
  if (behaviours.size > MAX_CAMPAIGN_TYPES) {
    throw refuse(
      `campaign_types: ${behaviours.size} types`,
      `at most ${MAX_CAMPAIGN_TYPES} can be planned together`,
      ["campaign_types"],
    )
  }
  const types = [...behaviours].sort(([a], [b]) => (a < b ? -1 : 1))
  const names = types.map(([name]) => name)
  const seen = new Set<bigint>()
  const instances = instanceRows.map((row, i) => {
    if (seen.has(row.id)) {
      throw refuse(`campaign_instances: id ${row.id} appears twice`, "give each instance its own id", [
        "campaign_instances",
        i,
        "id",
      ])
    }
    seen.add(row.id)
    return resolvedInstance(row, i, names, behaviours, today)
  })
  return {
    typeNames: emailTypeNames(names),
    types: types.map(([, type]) => type),
    instances: instances.sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

function overlaidType(
  row: CampaignTypeRow,
  index: number,
  known: CampaignTypeConfig | undefined,
): CampaignTypeConfig {
  const at = (column: string): Place => ["campaign_types", index, column]
  if (!NAME.test(row.name)) {
    throw refuse(
      `campaign_types: name ${JSON.stringify(row.name)}`,
      "use letters, digits, _ . - only",
      at("name"),
    )
  }
  const field = <K extends keyof CampaignTypeConfig>(name: K, value: CampaignTypeConfig[K] | null) => {
    const result = value ?? known?.[name]
    if (result === undefined) {
      throw refuse(
        `campaign_types: ${row.name} has no ${name}`,
        "a type that is not built in needs every field",
        at(name),
      )
    }
    return result
  }
  return {
    respect_exclusion_windows: field("respect_exclusion_windows", row.respect_exclusion_windows),
    enable_followups: field("enable_followups", row.enable_followups),
    days_before_event: field("days_before_event", row.days_before_event),
    target_all_contacts: field("target_all_contacts", row.target_all_contacts),
    priority: field("priority", row.priority),
    active: row.active ?? known?.active ?? true,
    any_day: row.any_day ?? known?.any_day ?? false,
    holdout_percentage:
      holdoutOf(row.holdout_percentage, `campaign_types: ${row.name}`, at("holdout_percentage")) ??
      known?.holdout_percentage ??
      0,
  }
}

function resolvedInstance(
  row: CampaignInstanceRow,
  index: number,
  names: ReadonlyArray<string>,
  behaviours: ReadonlyMap<string, CampaignTypeConfig>,
  today: Day,
): CampaignInstance {
  const where = `campaign_instances: instance ${row.id}`
  const at = (column: string): Place => ["campaign_instances", index, column]
  const type = behaviours.get(row.campaign_type)
  if (type === undefined) {
    throw refuse(
      `${where} has the unknown campaign type ${JSON.stringify(row.campaign_type)}`,
      `add it to campaign_types or use one of ${names.join(", ")}`,
      at("campaign_type"),
    )
  }
  const startDate = row.active_start_date ?? NO_DAY
  const endDate = row.active_end_date ?? NO_DAY
  const takesPart =
    type.active && (startDate === NO_DAY || startDate <= today) && (endDate === NO_DAY || today <= endDate)
  if (takesPart && type.target_all_contacts && startDate === NO_DAY) {
    throw refuse(
      `${where} (${row.campaign_type}) targets all contacts but has no active_start_date`,
      "set it, because it is the trigger date of every contact",
      at("active_start_date"),
    )
  }
  const metadata = readMetadata(row.metadata, where, at("metadata"))
  return {
    id: row.id,
    name: row.instance_name,
    type: FIRST_CAMPAIGN + names.indexOf(row.campaign_type),
    emailTemplate: withoutNul(row.email_template, `${where}: email_template`, at("email_template")),
    smsTemplate: withoutNul(row.sms_template, `${where}: sms_template`, at("sms_template")),
    startDate,
    endDate,
    orgId: row.org_id,
    orgHigh: Number(BigInt.asIntN(32, (row.org_id ?? 0n) >> 32n)),
    orgLow: Number(BigInt.asIntN(32, row.org_id ?? 0n)),
    takesPart,
    targetsAll: type.target_all_contacts,
    respectsWindows: metadata.boolean("respect_exclusion_windows") ?? type.respect_exclusion_windows,
    followups: metadata.boolean("enable_followups") ?? type.enable_followups,
    anyDay: type.any_day ?? false,
    holdoutPercentage:
      holdoutOf(row.holdout_percentage, where, at("holdout_percentage")) ?? type.holdout_percentage ?? 0,
    daysBeforeEvent: metadata.integer("days_before_event", -365, 365) ?? type.days_before_event,
    priority: metadata.integer("priority", 0, 1000) ?? type.priority,
    followupEmailTemplate: metadata.text("followup_email_template"),
    followupSmsTemplate: metadata.text("followup_sms_template"),
  }
}

/** Checks a percentage. Rows made by earlier versions have none. */
function holdoutOf(percentage: number | null | undefined, where: string, at: Place): number | null {
  if (percentage == null || isHoldout(percentage)) return percentage ?? null
  throw refuse(
    `${where} has the holdout_percentage ${percentage}`,
    `give a percentage from 0 to ${MAX_HOLDOUT} with at most two decimals`,
    at,
  )
}

/** Refuses a name with the character NUL, at which SQL ends a text. */
function withoutNul(name: string | null, where: string, at: Place): string | null {
  if (name?.includes("\0") === true) {
    throw refuse(`${where} has the character NUL`, "remove it from the name", at)
  }
  return name
}

/**
 * Reads an instance's metadata with checked types. Unknown keys belong to the organisation and are ignored.
 */
function readMetadata(text: string | null, where: string, at: Place) {
  let values: Record<string, unknown> = {}
  if (text !== null && text.trim() !== "") {
    try {
      const parsed: unknown = JSON.parse(text)
      if (typeof parsed !== "object" || Array.isArray(parsed)) throw new TypeError("not an object")
      values = (parsed ?? {}) as Record<string, unknown>
    } catch {
      throw refuse(
        `${where}: metadata is not a JSON object`,
        'write it like {"priority": 2}, or leave it empty',
        at,
      )
    }
  }
  const wrong = (key: string, need: string): Refusal =>
    refuse(`${where}: metadata.${key} is ${JSON.stringify(values[key])}`, `give ${need} as ${key}`, at)
  const value = (key: string): unknown => values[key] ?? undefined
  return {
    boolean: (key: string): boolean | undefined => {
      const found = value(key)
      if (found !== undefined && typeof found !== "boolean") throw wrong(key, "true or false")
      return found
    },
    integer: (key: string, least: number, most: number): number | undefined => {
      const found = value(key)
      if (found === undefined) return undefined
      if (typeof found !== "number" || !Number.isInteger(found) || found < least || found > most) {
        throw wrong(key, `an integer from ${least} to ${most}`)
      }
      return found
    },
    text: (key: string): string | null => {
      const found = value(key)
      if (found !== undefined && typeof found !== "string") throw wrong(key, "a text")
      return withoutNul(found ?? null, `${where}: metadata.${key}`, at)
    },
  }
}
