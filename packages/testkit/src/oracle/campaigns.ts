/**
 * Section 4, campaigns: resolves types, instances with their overrides, and enrolments with their trigger
 * dates.
 */
import { type CampaignTypeConfig, type Config, DEFAULT_CONFIG } from "@almanac/core/config/config"
import type { RawRow, World } from "../world.ts"
import { readBoolean, readDate, readId, readInteger, readJsonObject, readNumber, readText } from "./cells.ts"
import { isoDay } from "./dates.ts"
import type { Contact } from "./intake.ts"
import type { Warning } from "./verdict.ts"

export interface Instance {
  readonly id: bigint
  readonly org: bigint | null
  readonly typeName: string
  readonly name: string | null
  readonly emailTemplate: string | null
  readonly smsTemplate: string | null
  readonly start: number | null
  readonly end: number | null
  /** The type with the overrides from the instance's metadata; null if the type is unknown. */
  readonly behaviour: CampaignTypeConfig | null
  readonly holdoutPercentage: number
  readonly followupEmailTemplate: string | null
  readonly followupSmsTemplate: string | null
}

export interface Enrolment {
  readonly contactId: bigint
  readonly instance: Instance
  readonly trigger: number
}

export interface Campaigns {
  readonly types: ReadonlyMap<string, CampaignTypeConfig>
  readonly instances: ReadonlyMap<bigint, Instance>
  readonly enrolments: ReadonlyArray<Enrolment>
  readonly warnings: ReadonlyArray<Warning>
}

/**
 * The campaign types: built-in ones, replaced by those of the configuration, then by the rows of
 * `campaign_types`.
 */
function campaignTypes(config: Config, rows: ReadonlyArray<RawRow>, warnings: Array<Warning>) {
  const types = new Map<string, CampaignTypeConfig>([
    ...Object.entries(DEFAULT_CONFIG.campaign_types),
    ...Object.entries(config.campaign_types),
  ])
  for (const row of rows) {
    const name = readText(row.name) ?? ""
    const known = types.get(name)
    const type = {
      respect_exclusion_windows:
        readBoolean(row.respect_exclusion_windows) ?? known?.respect_exclusion_windows,
      enable_followups: readBoolean(row.enable_followups) ?? known?.enable_followups,
      days_before_event: readInteger(row.days_before_event) ?? known?.days_before_event,
      target_all_contacts: readBoolean(row.target_all_contacts) ?? known?.target_all_contacts,
      priority: readInteger(row.priority) ?? known?.priority,
      active: readBoolean(row.active) ?? known?.active,
      any_day: readBoolean(row.any_day) ?? known?.any_day ?? false,
      holdout_percentage: readNumber(row.holdout_percentage) ?? known?.holdout_percentage ?? 0,
    }
    if (/^[A-Za-z0-9_.-]+$/.test(name) && isComplete(type)) types.set(name, type)
    else warnings.push({ contact_id: null, warning: "invalid_campaign_type" })
  }
  return types
}

function isComplete(type: { [Key in keyof CampaignTypeConfig]: unknown }): type is CampaignTypeConfig {
  return Object.values(type).every((value) => value !== undefined)
}

function overridden(
  type: CampaignTypeConfig,
  metadata: Readonly<Record<string, unknown>>,
): CampaignTypeConfig {
  const integer = (name: "priority" | "days_before_event") => {
    const value = metadata[name]
    return typeof value === "number" && Number.isInteger(value) ? value : type[name]
  }
  const flag = (name: "respect_exclusion_windows" | "enable_followups") => {
    const value = metadata[name]
    return typeof value === "boolean" ? value : type[name]
  }
  return {
    ...type,
    priority: integer("priority"),
    days_before_event: integer("days_before_event"),
    respect_exclusion_windows: flag("respect_exclusion_windows"),
    enable_followups: flag("enable_followups"),
  }
}

function readInstance(row: RawRow, id: bigint, types: ReadonlyMap<string, CampaignTypeConfig>): Instance {
  const typeName = readText(row.campaign_type) ?? ""
  const type = types.get(typeName)
  const metadata = readJsonObject(row.metadata)
  const text = (value: unknown) => (typeof value === "string" ? value : null)
  return {
    id,
    org: readId(row.org_id),
    typeName,
    name: readText(row.instance_name),
    emailTemplate: readText(row.email_template),
    smsTemplate: readText(row.sms_template),
    start: readDate(row.active_start_date),
    // An end date that is too late to be readable counts as no end.
    end: readDate(row.active_end_date),
    behaviour: type === undefined ? null : overridden(type, metadata),
    holdoutPercentage: readNumber(row.holdout_percentage) ?? type?.holdout_percentage ?? 0,
    followupEmailTemplate: text(metadata.followup_email_template),
    followupSmsTemplate: text(metadata.followup_sms_template),
  }
}

/** Whether the type is active and today lies within the active dates. */
function takesPart(instance: Instance, today: number): boolean {
  if (instance.behaviour === null || !instance.behaviour.active) return false
  return (
    (instance.start === null || instance.start <= today) && (instance.end === null || today <= instance.end)
  )
}

/**
 * Types, instances, and the enrolments that take part today. Each contact, instance and trigger date occurs
 * once.
 */
export function readCampaigns(world: World, contacts: ReadonlyArray<Contact>): Campaigns {
  const today = isoDay(world.as_of)
  const warnings: Array<Warning> = []
  const types = campaignTypes(world.config, world.campaign_types, warnings)
  const instances = new Map<bigint, Instance>()
  for (const row of world.campaign_instances) {
    const id = readId(row.id)
    if (id === null || instances.has(id)) continue
    const instance = readInstance(row, id, types)
    if (instance.behaviour === null) warnings.push({ contact_id: null, warning: "unknown_campaign_type" })
    instances.set(id, instance)
  }
  const enrolments = [
    ...explicitEnrolments(world, contacts, instances, warnings),
    ...impliedEnrolments(world, contacts, instances, warnings, today),
  ].filter((enrolment) => takesPart(enrolment.instance, today))
  return { types, instances, enrolments, warnings }
}

const isPending = (row: RawRow): boolean =>
  ["pending", "scheduled"].includes(readText(row.status) ?? "pending")

function explicitEnrolments(
  world: World,
  contacts: ReadonlyArray<Contact>,
  instances: ReadonlyMap<bigint, Instance>,
  warnings: Array<Warning>,
): ReadonlyArray<Enrolment> {
  const known = new Set(contacts.map((contact) => contact.id))
  const enrolments = new Map<string, Enrolment>()
  for (const row of world.contact_campaigns) {
    const contactId = readId(row.contact_id)
    const instance = instances.get(readId(row.campaign_instance_id) ?? 0n)
    const warn = (warning: string) => warnings.push({ contact_id: readText(row.contact_id), warning })
    if (contactId === null || !known.has(contactId)) warn("unknown_contact")
    else if (readId(row.campaign_instance_id) === null || instance === undefined) warn("unknown_instance")
    else if (isPending(row)) {
      const own = readDate(row.trigger_date)
      if (own === null && readText(row.trigger_date) !== null) warn("invalid_date")
      const trigger = own ?? instance.start
      const key = `${contactId} ${instance.id} ${trigger}`
      if (trigger === null) warn("missing_trigger_date")
      else if (enrolments.has(key)) warn("duplicate_enrolment")
      else enrolments.set(key, { contactId, instance, trigger })
    }
  }
  return [...enrolments.values()]
}

/** Enrolments in instances that target all contacts, for contacts that have no own row for the instance. */
function impliedEnrolments(
  world: World,
  contacts: ReadonlyArray<Contact>,
  instances: ReadonlyMap<bigint, Instance>,
  warnings: Array<Warning>,
  today: number,
): ReadonlyArray<Enrolment> {
  const explicit = new Set(
    world.contact_campaigns.map((row) => `${readId(row.contact_id)} ${readId(row.campaign_instance_id)}`),
  )
  const enrolments: Array<Enrolment> = []
  for (const instance of instances.values()) {
    if (instance.behaviour === null || !instance.behaviour.target_all_contacts) continue
    if (instance.start === null) {
      if (takesPart(instance, today)) warnings.push({ contact_id: null, warning: "missing_trigger_date" })
      continue
    }
    for (const contact of contacts) {
      const addressed = instance.org === null || instance.org === contact.org
      if (!addressed || explicit.has(`${contact.id} ${instance.id}`)) continue
      enrolments.push({ contactId: contact.id, instance, trigger: instance.start })
    }
  }
  return enrolments
}
