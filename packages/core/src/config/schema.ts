/** Defines every setting: type, bounds, meaning. The types in config.ts are derived from these schemas. */
import * as Schema from "effect/Schema"
import { MAX_HOLDOUT } from "../domain/holdout.ts"
import { RULE_SETS } from "../law/rule-sets.ts"
import {
  factor,
  monthDayText,
  odd,
  oneOf,
  percentage,
  share,
  text,
  textOrNull,
  timeOfDay,
  timeZone,
  toggle,
  whole,
} from "./field.ts"
import { OverridesSchema } from "./rule-schema.ts"
import { SendingDaysSchema, WarmUpSchema } from "./sending-days-schema.ts"

const priority = whole("", 0, 1000, "A lower number wins.")

const Timing = Schema.Struct({
  send_time: timeOfDay("Wall-clock time at which emails are sent, in time_zone."),
  time_zone: timeZone(
    "Time zone of send_time. If the change to summer time skips send_time, the first instant after it counts.",
  ),
  birthday_days_before: whole("days", 0, 365, "How long before the birthday its email should be sent."),
  effective_date_days_before: whole(
    "days",
    0,
    365,
    "How long before the anniversary of the effective date its email should be sent.",
  ),
  pre_window_exclusion_days: whole("days", 0, 365, "How much earlier every dated exclusion window starts."),
  post_window_latest_days: whole(
    "days",
    0,
    365,
    "How long after its ideal date a post-window email is useful.",
  ),
  campaign_latest_days: whole(
    "days",
    0,
    365,
    "The same for campaign emails sent on or after their trigger date.",
  ),
  followup_days_after: whole("days", 0, 365, "How long after an email its follow-up should be sent."),
  followup_lookback_days: whole("days", 0, 365, "How long after an email was sent it can get its follow-up."),
  followup_catch_up_spread_days: whole(
    "days",
    1,
    60,
    "Number of days over which late follow-ups are spread.",
  ),
}).annotate({ description: "When emails are sent." })

const isAepInOrder = Schema.makeFilter(
  (aep: { readonly opens_on: string; readonly send_on: string }) =>
    aep.send_on <= aep.opens_on || {
      path: ["send_on"],
      issue: `give a day of the same year not after aep.opens_on (${aep.opens_on})`,
    },
)

const Aep = Schema.Struct({
  opens_on: monthDayText(
    "Day on which the period opens. It is the event and the last useful day of the email.",
  ),
  send_on: monthDayText("Ideal send date in the same year, not after opens_on."),
})
  .check(isAepInOrder)
  .annotate({ description: "The Annual Enrollment Period." })

const ruleSetNames = Object.keys(RULE_SETS)

const StateRules = Schema.Struct({
  rule_set: Schema.String.check(Schema.makeFilter((name) => Object.hasOwn(RULE_SETS, name))).annotate({
    expected: ruleSetNames.map((name) => JSON.stringify(name)).join(" or "),
    description: "The state rules to apply; almanac law diff shows where two sets differ.",
  }),
  overrides: OverridesSchema,
}).annotate({ description: "Exclusion windows by state." })

const LoadBalancing = Schema.Struct({
  enabled: toggle(
    "Whether days are smoothed and capped. If not, late emails are still planned for later days.",
  ),
  daily_send_percentage_cap: share("The daily cap, as a share of the organisation's schedulable contacts."),
  daily_cap: Schema.NullOr(whole("emails", 1, 1_000_000_000, "")).annotate({
    expected: "a whole number of emails from 1 to 1000000000, or null for none",
    description: "A limit of the daily cap in emails, besides the share.",
  }),
  warm_up: Schema.NullOr(WarmUpSchema).annotate({
    expected:
      'a warm-up such as {"start": "2026-12-01", "steps": [500, 1000], "days_per_step": 7}, or null for none',
    description: "Smaller daily caps at the beginning, for a new domain.",
  }),
  overage_threshold: factor(100, "A day with more emails than this factor times the cap is overloaded."),
  ed_daily_soft_limit: whole(
    "emails",
    1,
    1_000_000,
    "Number of effective-date emails of a day above which they are smoothed.",
  ),
  ed_soft_limit_share: share("The same limit as a share of the daily cap; the smaller of the two counts."),
  ed_smoothing_window_days: odd(
    "days",
    61,
    "Number of days over which smoothing spreads, with the ideal date in the middle.",
  ),
  catch_up_spread_days: whole("days", 1, 60, "Number of days over which late emails are spread."),
  foresee_followups: toggle(
    "Whether a day counts the follow-ups that emails will cause, and announced days are kept.",
  ),
}).annotate({ description: "How emails are spread over days, for each organisation." })

const Sms = Schema.Struct({
  enabled: toggle("Whether the minute of the text message is planned for emails that have an SMS template."),
  require_consent: toggle("Whether only contacts with sms_consent get text messages."),
}).annotate({ description: "Text messages." })

const Frequency = Schema.Struct({
  enabled: toggle("Whether the number of emails to one contact is limited."),
  max_emails_per_period: whole(
    "emails",
    1,
    1000,
    "Most emails to a contact in any period, without follow-ups.",
  ),
  period_days: whole("days", 1, 366, "Length of the period."),
}).annotate({ description: "Limit of the emails to one contact." })

const emailTypeFields = {
  enabled: toggle("Whether such emails are planned."),
  email_template: text("Name of the email template."),
  sms_template: textOrNull("Name of the SMS template."),
}

export const EmailTypeSchema = Schema.Struct(emailTypeFields)
export const PrioritizedEmailTypeSchema = Schema.Struct({ ...emailTypeFields, priority })

const EmailTypes = Schema.Struct({
  birthday: PrioritizedEmailTypeSchema,
  effective_date: PrioritizedEmailTypeSchema,
  aep: PrioritizedEmailTypeSchema,
  post_window: PrioritizedEmailTypeSchema,
  followup_1_cold: EmailTypeSchema,
  followup_2_clicked_no_hq: EmailTypeSchema,
  followup_3_hq_no_yes: EmailTypeSchema,
  followup_4_hq_with_yes: EmailTypeSchema,
}).annotate({ description: "Templates and priorities. A follow-up has the priority of its parent." })

export const CampaignTypeSchema = Schema.Struct({
  respect_exclusion_windows: toggle("Whether emails of such campaigns stay out of exclusion windows."),
  enable_followups: toggle("Whether their emails get follow-ups."),
  days_before_event: whole(
    "days",
    -365,
    365,
    "How long before the trigger date emails should be sent. A negative number sends them after it.",
  ),
  target_all_contacts: toggle("Whether every schedulable contact takes part, without enrolment."),
  priority,
  active: toggle("Whether campaigns of this type take part in runs."),
  any_day: Schema.optionalKey(
    toggle("Whether their emails also go on days that are no sending days (default false)."),
  ),
  holdout_percentage: Schema.optionalKey(
    percentage(
      MAX_HOLDOUT,
      "Share of its contacts, in percent, who get no email of a campaign, to measure its effect (default 0).",
    ),
  ),
}).annotate({ title: "a campaign type" })

const CampaignTypeName = Schema.String.check(Schema.isPattern(/^[A-Za-z0-9_.-]+$/)).annotate({
  expected: "letters, digits, _ . - only",
})

const CampaignTypes = Schema.Record(CampaignTypeName, CampaignTypeSchema).annotate({
  expected: "a mapping of campaign type names to their settings",
  description:
    "Settings of campaigns by type. Only any_day and holdout_percentage may be left out of a type that is new.",
})

export const ConfigSchema = Schema.Struct({
  timing: Timing,
  aep: Aep,
  state_rules: StateRules,
  missing_birth_date: oneOf(
    ["exclude", "allow"],
    "Whether a contact without birth date in a birthday-window state is left out.",
  ),
  sending_days: SendingDaysSchema,
  load_balancing: LoadBalancing,
  frequency: Frequency,
  sms: Sms,
  email_types: EmailTypes,
  campaign_types: CampaignTypes,
})

const Overlay = Schema.optionalKey(
  Schema.NullOr(Schema.Record(Schema.String, Schema.Unknown)).annotate({ expected: "a mapping of settings" }),
)

export const EnvironmentsSchema = Schema.Struct({
  development: Overlay,
  staging: Overlay,
  production: Overlay,
}).annotate({
  description:
    "Settings that replace those above if a profile is chosen: development, staging or production.",
})

/** The content of a configuration file after the defaults are filled in. */
export const ConfigFileSchema = Schema.Struct({
  ...ConfigSchema.fields,
  environments: Schema.optionalKey(Schema.NullOr(EnvironmentsSchema)),
})
