/** What the fields and states of campaigns are called. */
import type { Campaign, CampaignFields } from "../../../contract/campaigns.ts"

export const STANDINGS: Readonly<Record<Campaign["standing"], string>> = {
  active: "Active",
  ahead: "Starts later",
  ended: "Ended",
  inactive: "Type switched off",
}

export const FIELDS: Readonly<Record<keyof CampaignFields, string>> = {
  instance_name: "Name",
  email_template: "Email template",
  sms_template: "Text template",
  active_start_date: "First day",
  active_end_date: "Last day",
  org_id: "Organisation",
  holdout_percentage: "Holdout, percent",
  priority: "Priority",
  days_before_event: "Days before the trigger date",
  respect_exclusion_windows: "Stays out of exclusion windows",
  enable_followups: "Follow-ups",
}

export const fieldText = (field: string): string => FIELDS[field as keyof CampaignFields] ?? field

/** The value of a field as people read it. */
export const valueText = (value: string | number | boolean | null): string =>
  value === null ? "none" : typeof value === "boolean" ? (value ? "yes" : "no") : String(value)

export const nameOf = ({ id, instance_name }: Pick<Campaign, "id" | "instance_name">): string =>
  instance_name ?? `Campaign ${id}`
