/**
 * All settings and their defaults. Field names are those of the config file. schema.ts gives the meaning and
 * the allowed values of each setting. Dates and `MM-DD` values are kept as written.
 */
import type { StateRuleSchema } from "./rule-schema.ts"
import type {
  CampaignTypeSchema,
  ConfigSchema,
  EmailTypeSchema,
  PrioritizedEmailTypeSchema,
} from "./schema.ts"
import { WEEKDAYS } from "./sending-days-schema.ts"

export type EmailTypeConfig = typeof EmailTypeSchema.Type
export type PrioritizedEmailTypeConfig = typeof PrioritizedEmailTypeSchema.Type
export type CampaignTypeConfig = typeof CampaignTypeSchema.Type

/** One window rule as written in `state_rules.overrides`; its fields depend on its `kind`. */
export type StateRuleConfig = typeof StateRuleSchema.Type

export type Config = typeof ConfigSchema.Type

const template = (name: string): EmailTypeConfig => ({
  enabled: true,
  email_template: name,
  sms_template: null,
})
const prioritized = (name: string, priority: number): PrioritizedEmailTypeConfig => ({
  ...template(name),
  priority,
})
const campaign = (
  respects: boolean,
  followups: boolean,
  days_before_event: number,
  target_all_contacts: boolean,
  priority: number,
): CampaignTypeConfig => ({
  respect_exclusion_windows: respects,
  enable_followups: followups,
  days_before_event,
  target_all_contacts,
  priority,
  active: true,
  any_day: false,
  holdout_percentage: 0,
})

export const DEFAULT_CONFIG: Config = {
  timing: {
    send_time: "08:30:00",
    time_zone: "America/Chicago",
    birthday_days_before: 14,
    effective_date_days_before: 30,
    pre_window_exclusion_days: 60,
    post_window_latest_days: 30,
    campaign_latest_days: 30,
    followup_days_after: 2,
    followup_lookback_days: 35,
    followup_catch_up_spread_days: 2,
  },
  aep: { opens_on: "10-15", send_on: "09-15" },
  state_rules: { rule_set: "baseline", overrides: {} },
  missing_birth_date: "exclude",
  sending_days: { weekdays: WEEKDAYS, holidays: "none", blackout_dates: [] },
  load_balancing: {
    enabled: true,
    daily_send_percentage_cap: 0.07,
    daily_cap: null,
    warm_up: null,
    overage_threshold: 1.2,
    ed_daily_soft_limit: 15,
    ed_soft_limit_share: 0.3,
    ed_smoothing_window_days: 5,
    catch_up_spread_days: 7,
    foresee_followups: true,
  },
  frequency: { enabled: true, max_emails_per_period: 5, period_days: 30 },
  sms: { enabled: false, require_consent: true },
  email_types: {
    birthday: prioritized("birthday", 5),
    effective_date: prioritized("effective_date", 3),
    aep: prioritized("aep", 7),
    post_window: prioritized("post_window", 6),
    followup_1_cold: template("followup_1_cold"),
    followup_2_clicked_no_hq: template("followup_2_clicked_no_hq"),
    followup_3_hq_no_yes: template("followup_3_hq_no_yes"),
    followup_4_hq_with_yes: template("followup_4_hq_with_yes"),
  },
  campaign_types: {
    rate_increase: campaign(true, true, 14, false, 1),
    seasonal_promo: campaign(true, true, 7, false, 5),
    initial_blast: campaign(false, false, 0, true, 10),
    regulatory_notice: campaign(false, false, 0, true, 1),
    policy_update: campaign(true, true, 7, false, 3),
  },
}

/** Whether load balancing counts the follow-ups that emails will cause, and keeps to announced days. */
export function foresees({ load_balancing }: Config): boolean {
  return load_balancing.enabled && load_balancing.foresee_followups
}
