import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { decodeConfig } from "./decode.ts"

/** The nested mapping that sets `path` (`a.b`) to `value`. */
function setting(path: string, value: unknown): unknown {
  return path.split(".").reduceRight((inner, key) => ({ [key]: inner }), value)
}

const DAYS = [0, 365, [-1, 366, 1.5, "14", null, true]] as const
const PRIORITY = [0, 1000, [-1, 1001, 2.5, "1", null]] as const
const TOGGLE = [true, false, ["true", 1, null]] as const
const SHARE = [
  0.000001,
  1,
  [0, -0.07, 1.000001, 0.0700001, "7%", Number.NaN, Number.POSITIVE_INFINITY],
] as const
const SPREAD = [1, 60, [0, 61, 1.5]] as const
const TEMPLATE = ["x", "Überblick 1", ["", " ", null, 3]] as const
const MONTH_DAY_FAULTS = ["02-30", "13-01", "00-10", "04-31", "1-1", "10-15T", "2026-10-15", 1015, null]

/** Each setting with its lowest and highest value and with values that are refused. */
const BOUNDS: Readonly<Record<string, readonly [unknown, unknown, ReadonlyArray<unknown>]>> = {
  "timing.send_time": [
    "00:00:00",
    "23:59:59",
    ["24:00:00", "08:60:00", "08:30:60", "8:30:00", "08:30", " 08:30:00", 830, null],
  ],
  "timing.birthday_days_before": DAYS,
  "timing.effective_date_days_before": DAYS,
  "timing.pre_window_exclusion_days": DAYS,
  "timing.post_window_latest_days": DAYS,
  "timing.campaign_latest_days": DAYS,
  "timing.followup_days_after": DAYS,
  "timing.followup_lookback_days": DAYS,
  "timing.followup_catch_up_spread_days": SPREAD,
  "aep.opens_on": ["09-15", "12-31", MONTH_DAY_FAULTS],
  "aep.send_on": ["01-01", "10-15", MONTH_DAY_FAULTS],
  "state_rules.rule_set": ["baseline", "us-2026", ["us", "Baseline", "constructor", "", null, 1]],
  missing_birth_date: ["exclude", "allow", ["no", "", null, true]],
  "sending_days.weekdays": [["sun"], ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ["mon", null]],
  "sending_days.holidays": ["none", "us_federal", ["us", "", null, false]],
  "sending_days.blackout_dates": [
    [],
    ["2026-12-24", "2026-12-24..2027-01-01", "2028-02-29..2028-02-29"],
    ["2026-12-24", null],
  ],
  "load_balancing.enabled": TOGGLE,
  "load_balancing.daily_send_percentage_cap": SHARE,
  "load_balancing.overage_threshold": [1, 100, [0.999999, 100.000001, 1.2000001, "1.2", null]],
  "load_balancing.ed_daily_soft_limit": [1, 1_000_000, [0, 1_000_001, 1.5]],
  "load_balancing.ed_soft_limit_share": SHARE,
  "load_balancing.ed_smoothing_window_days": [1, 61, [0, -1, 2, 4, 63, 1.5]],
  "load_balancing.catch_up_spread_days": SPREAD,
  "load_balancing.foresee_followups": TOGGLE,
  "frequency.enabled": TOGGLE,
  "frequency.max_emails_per_period": [1, 1000, [0, 1001, 1.5]],
  "frequency.period_days": [1, 366, [0, 367, 1.5]],
  "email_types.birthday.enabled": TOGGLE,
  "email_types.birthday.email_template": TEMPLATE,
  "email_types.birthday.sms_template": [null, "x", ["", " ", 3]],
  "email_types.birthday.priority": PRIORITY,
  "email_types.followup_1_cold.email_template": TEMPLATE,
  "campaign_types.rate_increase.days_before_event": [-365, 365, [-366, 366, 0.5]],
  "campaign_types.rate_increase.priority": PRIORITY,
  "campaign_types.rate_increase.active": TOGGLE,
  "campaign_types.rate_increase.any_day": TOGGLE,
  "campaign_types.rate_increase.holdout_percentage": [0, 50, [-0.01, 50.01, 0.125, "10", null, Number.NaN]],
  "campaign_types.rate_increase.respect_exclusion_windows": TOGGLE,
  "campaign_types.rate_increase.enable_followups": TOGGLE,
  "campaign_types.rate_increase.target_all_contacts": TOGGLE,
}

describe.each(Object.entries(BOUNDS))("%s", (path, [least, most, refused]) => {
  test.each([[least], [most]])("takes %j", (value) => {
    const config = Result.getOrThrow(decodeConfig(setting(path, value), { source: "c" }))
    const found = path
      .split(".")
      .reduce((inner: unknown, key) => (inner as Record<string, unknown>)[key], config)
    expect(found).toEqual(value)
  })

  test.each(refused.map((value) => [value]))(
    "refuses %j and names the path, the value and the values it takes",
    (value) => {
      const message = Result.getOrThrow(
        Result.flip(decodeConfig(setting(path, value), { source: "c" })),
      ).message
      expect(message).toMatch(/^c: [^\n]+: give [^\n]+$/)
      const shown = typeof value === "string" ? JSON.stringify(value) : value
      expect(message.slice(0, message.lastIndexOf(": give"))).toBe(`c: ${path} is ${shown}`)
    },
  )
})

test.each(["contact", "UTC", "America/New_York", "America/Indiana/Tell_City", "Pacific/Guam"])(
  "accepts the time zone %s",
  (zone) => {
    const decoded = decodeConfig(setting("timing.time_zone", zone), { source: "c" })
    expect(Result.getOrThrow(decoded).timing.time_zone).toBe(zone)
  },
)

test.each([
  "America/Springfield",
  "america/chicago",
  "Contact",
  "EST",
  "CST6CDT",
  "GMT-5",
  "+05:00",
  "",
  " UTC",
])("refuses the time zone %j", (zone) => {
  const decoded = decodeConfig(setting("timing.time_zone", zone), { source: "c" })
  const { message } = Result.getOrThrow(Result.flip(decoded))
  expect(message).toBe(
    `c: timing.time_zone is ${JSON.stringify(zone)}: give a time zone of the IANA database such as ` +
      'America/New_York, or "contact" for that of each contact\'s ZIP code',
  )
})

test("accepts a send time that the change to summer time skips", () => {
  const decoded = decodeConfig(setting("timing.send_time", "02:30:00"), { source: "c" })
  expect(Result.getOrThrow(decoded).timing.send_time).toBe("02:30:00")
})

test("29 February is a valid month-day", () => {
  const input = { aep: { send_on: "02-29", opens_on: "02-29" } }
  expect(Result.getOrThrow(decodeConfig(input, { source: "c" })).aep).toEqual(input.aep)
})
