import { type Config, DEFAULT_CONFIG, type StateRuleConfig } from "@almanac/core/config/config"
import { dayNumber, isoDate, isoDay, yearOf } from "../oracle/dates.ts"
import type { Random } from "./random.ts"

/** The defaults without load balancing, which the second implementation does not cover. */
export const WORLD_CONFIG: Config = {
  ...DEFAULT_CONFIG,
  load_balancing: { ...DEFAULT_CONFIG.load_balancing, enabled: false },
}

/**
 * A random configuration: the defaults in nearly half of the cases, else with some groups of settings
 * changed.
 */
export function randomConfig(random: Random, asOf: string): Config {
  if (random.chance(0.45)) return WORLD_CONFIG
  const changes: ReadonlyArray<(config: Config) => Config> = [
    (config) => ({
      ...config,
      state_rules: {
        rule_set: random.pick(["baseline", "us-2026"]),
        overrides: random.chance(0.7) ? randomOverrides(random, isoDay(asOf)) : {},
      },
    }),
    (config) => twoWindowsJustOver(config, isoDay(asOf)),
    (config) => ({ ...config, missing_birth_date: "allow" }),
    (config) => ({ ...config, timing: randomTiming(random) }),
    (config) => ({
      ...config,
      aep: { opens_on: "10-15", send_on: random.pick(["10-15", "10-01", "08-31"]) },
    }),
    (config) => ({
      ...config,
      load_balancing: { ...config.load_balancing, catch_up_spread_days: random.pick([1, 2, 5, 30]) },
    }),
    (config) => ({
      ...config,
      frequency: {
        enabled: random.chance(0.8),
        max_emails_per_period: random.int(1, 3),
        period_days: random.pick([1, 7, 30, 31]),
      },
    }),
    (config) => ({ ...config, email_types: randomEmailTypes(random) }),
    (config) => ({ ...config, campaign_types: randomCampaignTypes(random) }),
  ]
  return random
    .shuffled(changes)
    .slice(0, random.int(1, 4))
    .reduce((config, change) => change(config), WORLD_CONFIG)
}

function randomTiming(random: Random): Config["timing"] {
  return {
    ...WORLD_CONFIG.timing,
    send_time: random.pick(["08:30:00", "00:00:00", "12:00:00", "23:59:59"]),
    birthday_days_before: random.pick([0, 1, 14, 30]),
    effective_date_days_before: random.pick([0, 14, 30, 45]),
    pre_window_exclusion_days: random.pick([0, 1, 30, 60, 90]),
    post_window_latest_days: random.pick([0, 7, 30]),
    campaign_latest_days: random.pick([0, 10, 30]),
    followup_days_after: random.pick([0, 1, 2, 5]),
    followup_lookback_days: random.pick([7, 35]),
    followup_catch_up_spread_days: random.pick([1, 2, 3]),
  }
}

function randomEmailTypes(random: Random): Config["email_types"] {
  const types = WORLD_CONFIG.email_types
  return {
    ...types,
    birthday: { ...types.birthday, enabled: random.chance(0.6), priority: random.int(1, 6) },
    aep: { ...types.aep, enabled: random.chance(0.6), sms_template: "aep_sms" },
    effective_date: { ...types.effective_date, enabled: random.chance(0.8) },
    post_window: { ...types.post_window, enabled: random.chance(0.7), priority: random.int(1, 6) },
    followup_1_cold: { ...types.followup_1_cold, enabled: random.chance(0.5) },
    followup_4_hq_with_yes: { ...types.followup_4_hq_with_yes, email_template: "hq_yes_v2" },
  }
}

function randomCampaignTypes(random: Random): Config["campaign_types"] {
  const types = WORLD_CONFIG.campaign_types
  const { seasonal_promo, initial_blast } = types
  return {
    ...types,
    seasonal_promo: { ...seasonal_promo, active: random.chance(0.5), priority: random.int(1, 9) },
    initial_blast: {
      ...initial_blast,
      respect_exclusion_windows: true,
      days_before_event: random.int(-3, 3),
    },
    "spring.call-2": {
      ...seasonal_promo,
      days_before_event: random.int(-10, 20),
      enable_followups: random.chance(0.5),
    },
  }
}

/** States that get overrides: some have a rule of one of the kinds, some have none. */
const OVERRIDDEN_STATES = ["CA", "MO", "NV", "CT", "TX", "RI", "PR"]

function randomOverrides(random: Random, today: number): Config["state_rules"]["overrides"] {
  const states = random.shuffled(OVERRIDDEN_STATES).slice(0, random.int(1, 4))
  return Object.fromEntries(
    states.map((state) => [state, random.times(random.int(0, 3), () => randomRule(random, today))]),
  )
}

/** Two short windows whose post-window emails may both be late today. */
function twoWindowsJustOver(config: Config, today: number): Config {
  const near = (distance: number) => isoDate(today + distance).slice(5)
  const rules: ReadonlyArray<StateRuleConfig> = [
    { kind: "calendar", from: near(-29), to: near(-16) },
    { kind: "calendar", from: near(-13), to: near(-3) },
  ]
  const overrides = { ...config.state_rules.overrides, MO: rules, TX: rules, PR: [...rules, ...rules] }
  return {
    ...config,
    timing: { ...config.timing, pre_window_exclusion_days: 0 },
    state_rules: { ...config.state_rules, overrides },
  }
}

function randomRule(random: Random, today: number): StateRuleConfig {
  const limits = randomLimits(random, today)
  const days = { days_before: random.pick([0, 0, 5, 30, 120]), days_after: random.pick([0, 1, 30, 60, 200]) }
  switch (random.int(0, 6)) {
    case 0:
    case 1:
      return { kind: "birthday", ...days, use_month_start: random.chance(0.3), ...limits }
    case 2:
    case 3:
      return { kind: "effective_date", ...days, ...limits }
    case 4:
    case 5:
      return { kind: "calendar", ...randomSpan(random, today), ...limits }
    default:
      return { kind: "year_round", ...limits }
  }
}

function randomSpan(random: Random, today: number): { readonly from: string; readonly to: string } {
  const near = (distance: number) => isoDate(today + distance).slice(5)
  return random.pick([
    { from: "12-20", to: "01-10" },
    { from: "02-29", to: "03-02" },
    { from: "02-01", to: "02-29" },
    { from: "11-01", to: "10-20" },
    { from: near(-20), to: near(random.int(-2, 2)) },
    { from: near(60 + random.int(-2, 2)), to: near(80) },
    { from: near(random.int(-2, 2)), to: near(5) },
  ])
}

function randomLimits(random: Random, today: number) {
  const from = today + random.pick([-400, -40, -1, 0, 1, 20])
  const to = Math.max(from, today + random.pick([-31, -30, -2, -1, 0, 1, 30]))
  const endOfYear = Math.max(from, dayNumber(yearOf(today), 12, 31))
  return {
    ...(random.chance(0.25) ? { min_age: random.pick([1, 65, 66]) } : {}),
    ...(random.chance(0.25) ? { max_age: random.pick([75, 76]) } : {}),
    ...(random.chance(0.2) ? { in_force_from: isoDate(from) } : {}),
    ...(random.chance(0.2) ? { in_force_to: isoDate(random.either(0.3, endOfYear, to)) } : {}),
  }
}
