/** The fields of campaigns between the page, the store and the flags of the command. */
import type { Refusal } from "@almanac/core/domain/refusal"
import type { ListedInstance } from "@almanac/store/campaigns/listed"
import type { InstanceFields, InstanceRow } from "@almanac/store/campaigns/manage"
import { withOverrides } from "@almanac/store/campaigns/overrides"
import * as Effect from "effect/Effect"
import type { CampaignFields } from "../../../contract/campaigns.ts"
import { idOf } from "./access.ts"

export const NO_OVERRIDES = {
  priority: null,
  days_before_event: null,
  respect_exclusion_windows: null,
  enable_followups: null,
}

/** The listed instance with its ids as texts. */
export const textIds = ({ id, org_id, ...fields }: ListedInstance) => ({
  ...fields,
  id: String(id),
  org_id: org_id === null ? null : String(org_id),
})

/** The fields of a stored instance as the page edits them. */
export const editable = (
  { org_id, ...row }: InstanceRow,
  overrides: typeof NO_OVERRIDES | Pick<CampaignFields, keyof typeof NO_OVERRIDES>,
): CampaignFields => ({ ...row, ...overrides, org_id: org_id === null ? null : String(org_id) })

/**
 * The fields as the store takes them.
 * @param metadata that of the instance; what it has besides overrides stays
 */
export const instanceFields = (
  { org_id, ...fields }: Partial<CampaignFields>,
  metadata: string | null,
): Effect.Effect<InstanceFields, Refusal> =>
  Effect.gen(function* () {
    const { priority, days_before_event, respect_exclusion_windows, enable_followups, ...own } = fields
    const overrides = { priority, days_before_event, respect_exclusion_windows, enable_followups }
    const isOverridden = Object.values(overrides).some((value) => value !== undefined)
    return {
      ...own,
      ...(org_id !== undefined && { org_id: org_id === null ? null : yield* idOf(org_id) }),
      ...(isOverridden && { metadata: yield* withOverrides(metadata, overrides) }),
    }
  })

const FLAGS = {
  instance_name: "--name",
  email_template: "--template",
  sms_template: "--sms-template",
  active_start_date: "--start",
  active_end_date: "--end",
  org_id: "--org",
  holdout_percentage: "--holdout",
  priority: "--priority",
  days_before_event: "--days-before",
  respect_exclusion_windows: "--respect-windows",
  enable_followups: "--follow-ups",
} as const satisfies Record<keyof CampaignFields, string>

/** The flags of `almanac campaign preview` that try out fields. No flag gives a setting back to the type. */
export const previewFlags = (fields: Partial<CampaignFields>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const flag = FLAGS[name as keyof CampaignFields]
      if (value === null) return EMPTIED.includes(name) ? [[flag, "none"]] : []
      return [[flag, typeof value === "boolean" ? (value ? "yes" : "no") : String(value)]]
    }),
  )

/** The fields that the value `none` of their flag empties. */
const EMPTIED: ReadonlyArray<string> = [
  "instance_name",
  "email_template",
  "sms_template",
  "active_start_date",
  "active_end_date",
  "org_id",
]
