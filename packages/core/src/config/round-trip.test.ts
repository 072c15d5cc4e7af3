import * as Result from "effect/Result"
import fc from "fast-check"
import { expect, test } from "vitest"
import { formatDay } from "../day/civil.ts"
import { STATE_CODES } from "../law/states.ts"
import type { CampaignTypeConfig, Config, EmailTypeConfig, StateRuleConfig } from "./config.ts"
import { configHash } from "./config-hash.ts"
import { decodeConfig } from "./decode.ts"
import { HOLIDAY_SETS, WEEKDAYS } from "./sending-days-schema.ts"

const whole = (min: number, max: number) => fc.integer({ min, max })
const days = whole(0, 365)
const share = whole(1, 1_000_000).map((millionths) => millionths / 1_000_000)
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((s) => /\S/.test(s))
const monthDay = days.map((day) => formatDay(10957 + day).slice(5))
const date = whole(0, 40_000).map(formatDay)
const two = (n: number) => String(n).padStart(2, "0")
const time = fc
  .tuple(whole(0, 23), whole(0, 59), whole(0, 59))
  .filter(([hour]) => hour !== 2)
  .map((parts) => parts.map(two).join(":"))

const emailType: fc.Arbitrary<EmailTypeConfig> = fc.record({
  enabled: fc.boolean(),
  email_template: text,
  sms_template: fc.option(text),
})
const prioritized = fc.tuple(emailType, whole(0, 1000)).map(([type, priority]) => ({ ...type, priority }))

const limits = { min_age: whole(0, 60), max_age: whole(61, 150), in_force_from: date, citation: text }
const optional = ["min_age", "max_age", "in_force_from", "citation", "use_month_start"] as const
const span = { days_before: days, days_after: days }
const withLimits = <A>(fields: { [K in keyof A]: fc.Arbitrary<A[K]> }) =>
  fc.record(
    { ...fields, ...limits },
    { requiredKeys: Object.keys(fields).filter((k) => !optional.includes(k as never)) as never },
  )
const rule = fc.oneof(
  withLimits({ kind: fc.constant("birthday"), ...span, use_month_start: fc.boolean() }),
  withLimits({ kind: fc.constant("effective_date"), ...span }),
  withLimits({ kind: fc.constant("calendar"), from: monthDay, to: monthDay }),
  withLimits({ kind: fc.constant("year_round") }),
) as fc.Arbitrary<StateRuleConfig>

const campaignType: fc.Arbitrary<CampaignTypeConfig> = fc.record({
  respect_exclusion_windows: fc.boolean(),
  enable_followups: fc.boolean(),
  days_before_event: whole(-365, 365),
  target_all_contacts: fc.boolean(),
  priority: whole(0, 1000),
  active: fc.boolean(),
  any_day: fc.boolean(),
  holdout_percentage: fc.integer({ min: 0, max: 5000 }).map((hundredths) => hundredths / 100),
})
const builtIn = ["rate_increase", "seasonal_promo", "initial_blast", "regulatory_notice", "policy_update"]
const campaignTypes = fc
  .tuple(
    fc.record(Object.fromEntries(builtIn.map((name) => [name, campaignType]))),
    fc.dictionary(fc.stringMatching(/^[A-Za-z0-9_.-]{1,12}$/), campaignType, { maxKeys: 4 }),
  )
  .map(([known, own]) => ({ ...own, ...known }))

const config: fc.Arbitrary<Config> = fc.record({
  timing: fc.record({
    send_time: time,
    time_zone: fc.constantFrom("America/Chicago", "America/New_York", "America/Kentucky/Louisville", "UTC"),
    birthday_days_before: days,
    effective_date_days_before: days,
    pre_window_exclusion_days: days,
    post_window_latest_days: days,
    campaign_latest_days: days,
    followup_days_after: days,
    followup_lookback_days: days,
    followup_catch_up_spread_days: whole(1, 60),
  }),
  aep: fc.tuple(monthDay, monthDay).map((pair) => {
    const [send_on, opens_on] = pair.sort()
    return { opens_on, send_on }
  }),
  state_rules: fc.record({
    rule_set: fc.constantFrom("baseline", "us-2026"),
    overrides: fc.dictionary(fc.constantFrom(...STATE_CODES), fc.array(rule, { maxLength: 3 }), {
      maxKeys: 5,
    }),
  }),
  missing_birth_date: fc.constantFrom("exclude", "allow"),
  sending_days: fc.record({
    weekdays: fc.shuffledSubarray([...WEEKDAYS], { minLength: 1 }),
    holidays: fc.constantFrom(...HOLIDAY_SETS),
    blackout_dates: fc.array(
      fc.oneof(
        date,
        fc.tuple(date, date).map((range) => range.sort().join("..")),
      ),
      { maxLength: 3 },
    ),
  }),
  load_balancing: fc.record({
    enabled: fc.boolean(),
    daily_send_percentage_cap: share,
    daily_cap: fc.option(whole(1, 1_000_000_000)),
    warm_up: fc.option(
      fc.record(
        {
          start: date,
          steps: fc
            .array(whole(1, 1_000_000), { minLength: 1, maxLength: 9 })
            .map((steps) => steps.sort((a, b) => a - b)),
          days_per_step: whole(1, 366),
        },
        { requiredKeys: ["start", "steps"] },
      ),
    ),
    overage_threshold: whole(1_000_000, 100_000_000).map((millionths) => millionths / 1_000_000),
    ed_daily_soft_limit: whole(1, 1_000_000),
    ed_soft_limit_share: share,
    ed_smoothing_window_days: whole(0, 30).map((half) => 2 * half + 1),
    catch_up_spread_days: whole(1, 60),
    foresee_followups: fc.boolean(),
  }),
  frequency: fc.record({
    enabled: fc.boolean(),
    max_emails_per_period: whole(1, 1000),
    period_days: whole(1, 366),
  }),
  sms: fc.record({ enabled: fc.boolean(), require_consent: fc.boolean() }),
  email_types: fc.record({
    birthday: prioritized,
    effective_date: prioritized,
    aep: prioritized,
    post_window: prioritized,
    followup_1_cold: emailType,
    followup_2_clicked_no_hq: emailType,
    followup_3_hq_no_yes: emailType,
    followup_4_hq_with_yes: emailType,
  }),
  campaign_types: campaignTypes,
})

test("a configuration written as JSON and read back is the same, and so is its hash", () => {
  fc.assert(
    fc.property(config, (original) => {
      const read = Result.getOrThrow(decodeConfig(JSON.parse(JSON.stringify(original)), { source: "c" }))
      expect(read).toEqual(original)
      expect(configHash(read)).toBe(configHash(original))
    }),
    { seed: 20261123, numRuns: 200 },
  )
})

test("any input gives a configuration or a one-line error", () => {
  fc.assert(
    fc.property(
      fc.anything({ maxDepth: 4 }),
      fc.constantFrom("timing", "state_rules", "environments", "x"),
      (value, key) => {
        for (const input of [value, { [key]: value }, { environments: { staging: { [key]: value } } }]) {
          const result = decodeConfig(input, { source: "c" })
          if (Result.isFailure(result)) expect(result.failure.message).toMatch(/^[^\n]+$/)
        }
      },
    ),
    { seed: 20261123, numRuns: 300 },
  )
})
