/** The settings that the page offers to try out. The page reads this too, so it loads no schemas. */

export interface SettingToTry {
  /** The path of the setting in a configuration. */
  readonly path: string
  readonly title: string
  readonly hint?: string
  readonly kind: "percent" | "number" | "number_or_none" | "yes_no" | "weekdays" | "choice" | "time" | "json"
  readonly choices?: ReadonlyArray<string>
  /** Whether it only limits days, so that the plan can be made again from counts. */
  readonly limitsDays: boolean
}

const limit = { limitsDays: true }
const decision = { limitsDays: false }

export const SETTINGS: ReadonlyArray<SettingToTry> = [
  {
    ...limit,
    path: "load_balancing.daily_send_percentage_cap",
    title: "Daily cap, percent of contacts",
    kind: "percent",
  },
  {
    ...limit,
    path: "load_balancing.daily_cap",
    title: "Daily cap, emails",
    hint: "Empty: no limit in emails",
    kind: "number_or_none",
  },
  {
    ...limit,
    path: "load_balancing.overage_threshold",
    title: "Threshold, times the cap",
    kind: "number",
  },
  {
    ...limit,
    path: "load_balancing.ed_daily_soft_limit",
    title: "Smoothing begins above, emails",
    hint: "Effective-date emails of one ideal date",
    kind: "number",
  },
  {
    ...limit,
    path: "load_balancing.ed_soft_limit_share",
    title: "Smoothing begins above, percent of the cap",
    kind: "percent",
  },
  {
    ...limit,
    path: "load_balancing.warm_up",
    title: "Warm-up",
    hint: 'null, or for example {"start": "2026-12-01", "steps": [500, 1000], "days_per_step": 7}',
    kind: "json",
  },
  { ...decision, path: "sending_days.weekdays", title: "Weekdays", kind: "weekdays" },
  {
    ...decision,
    path: "sending_days.holidays",
    title: "Holidays without emails",
    kind: "choice",
    choices: ["none", "us_federal"],
  },
  {
    ...decision,
    path: "state_rules.rule_set",
    title: "Rule set",
    kind: "choice",
    choices: ["baseline", "us-2026"],
  },
  { ...decision, path: "timing.send_time", title: "Send time", kind: "time" },
  { ...decision, path: "timing.followup_days_after", title: "Days until a follow-up", kind: "number" },
  {
    ...decision,
    path: "email_types.followup_1_cold.enabled",
    title: "Follow-ups without a reaction",
    kind: "yes_no",
  },
  {
    ...decision,
    path: "email_types.followup_2_clicked_no_hq.enabled",
    title: "Follow-ups after a click",
    kind: "yes_no",
  },
  { ...decision, path: "frequency.max_emails_per_period", title: "Most emails in a period", kind: "number" },
]
