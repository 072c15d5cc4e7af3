/**
 * Loads the data that the derivation uses: settings, state rules, ZIP codes, email types and numbers of the
 * manifest. The rules themselves are in SQL.
 */
import type { Config } from "@almanac/core/config/config"
import { formatDay, parseDay } from "@almanac/core/day/civil"
import { stateRules } from "@almanac/core/law/compile"
import { STATE_CODES, type StateCode } from "@almanac/core/law/states"
import { textHoursOf } from "@almanac/core/law/text-hours"
import { ZIP3_STATES, ZIP5_EXCEPTIONS } from "@almanac/core/law/zip"
import { STATE_ZONES, ZIP_ZONE_RUNS, ZIP_ZONES } from "@almanac/core/law/zip-zones"
import { PLANNED_DAYS } from "@almanac/core/plan/cell"
import type { OrgVolume } from "@almanac/core/plan/org-volume"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { identifier, literal } from "@almanac/duckdb/statement"
import type { Manifest } from "@almanac/pipeline/run/manifest"
import * as Effect from "effect/Effect"
import { statement } from "./statement.ts"

type Setting = readonly [name: string, type: string, value: string | number | boolean | null]

const MACROS = [
  ...[
    "day_in",
    "anniversary_in",
    "next_anniversary_of",
    "weekday_of",
    "age_starts",
    "rule_starts",
    "rule_ends",
  ],
  ...["local_in", "utc_in", "dialled", "valid_phone"],
  ...["blank", "trimmed", "valid_email", "is_followup", "is_campaign", "due_found", "with_reason"],
  ...["opt_out_covers"],
  ...["mix32_first", "mix32_middle", "mix32_last", "mix32", "contact_hash", "name_hash"],
]

/** Sets the variables and creates the macros and tables that the other statements in `verify/sql` use. */
export const prepareReference = Effect.fnUntraced(function* (sql: DuckDbClient, manifest: Manifest) {
  for (const [name, type, value] of settings(manifest)) {
    yield* sql`SET VARIABLE ${sql.literal(name)} = ${value}::${sql.literal(type)}`
  }
  for (const name of MACROS) yield* sql`${statement(`setup/macro_${name}`)}`
  for (const { name, shape, rows } of tables(manifest)) {
    const fragments = { name: identifier(`verify_${name}`), shape: literal(JSON.stringify([shape])) }
    yield* sql`${statement("setup/table", { ...fragments, rows: JSON.stringify(rows) })}`
  }
})

function settings({
  run_id,
  as_of,
  daily_loads,
  config: { effective: config },
}: Manifest): ReadonlyArray<Setting> {
  const { timing, aep, sending_days, load_balancing, frequency } = config
  const [opensMonth, opensDay] = monthDay(aep.opens_on)
  const [sendMonth, sendDay] = monthDay(aep.send_on)
  return [
    ["run_id", "VARCHAR", run_id],
    ["as_of", "DATE", as_of],
    [
      "last_loaded_day",
      "DATE",
      daily_loads.reduce((last, org) => latest(last, lastLoaded(as_of, org)), as_of),
    ],
    ["send_time", "VARCHAR", timing.send_time],
    ["time_zone", "VARCHAR", timing.time_zone],
    ["weekdays", "VARCHAR", sending_days.weekdays.join(",")],
    ["holidays", "VARCHAR", sending_days.holidays],
    ["blackout_dates", "VARCHAR", sending_days.blackout_dates.join(",")],
    ["sms_enabled", "BOOLEAN", config.sms.enabled],
    ["sms_require_consent", "BOOLEAN", config.sms.require_consent],
    ["birthday_days_before", "INTEGER", timing.birthday_days_before],
    ["effective_date_days_before", "INTEGER", timing.effective_date_days_before],
    ["pre_window", "INTEGER", timing.pre_window_exclusion_days],
    ["post_window_latest", "INTEGER", timing.post_window_latest_days],
    ["campaign_latest", "INTEGER", timing.campaign_latest_days],
    ["followup_days_after", "INTEGER", timing.followup_days_after],
    ["followup_lookback", "INTEGER", timing.followup_lookback_days],
    ["followup_spread", "INTEGER", timing.followup_catch_up_spread_days],
    ["catch_up_spread", "INTEGER", load_balancing.catch_up_spread_days],
    ["balancing_enabled", "BOOLEAN", load_balancing.enabled],
    ["foresees", "BOOLEAN", load_balancing.enabled && load_balancing.foresee_followups],
    ["daily_cap_millionths", "BIGINT", millionths(load_balancing.daily_send_percentage_cap)],
    ["daily_cap", "BIGINT", load_balancing.daily_cap],
    ["warm_up", "VARCHAR", load_balancing.warm_up && JSON.stringify(load_balancing.warm_up)],
    ["overage_threshold_millionths", "BIGINT", millionths(load_balancing.overage_threshold)],
    ["smoothing_window_days", "INTEGER", load_balancing.ed_smoothing_window_days],
    ["aep_opens_month", "INTEGER", opensMonth],
    ["aep_opens_day", "INTEGER", opensDay],
    ["aep_send_month", "INTEGER", sendMonth],
    ["aep_send_day", "INTEGER", sendDay],
    ["missing_birth_date_excludes", "BOOLEAN", config.missing_birth_date === "exclude"],
    ["frequency_enabled", "BOOLEAN", frequency.enabled],
    ["max_emails", "INTEGER", frequency.max_emails_per_period],
    ["period_days", "INTEGER", frequency.period_days],
  ]
}

/** The share in millionths. A share has at most six decimals. */
const millionths = (share: number): number => Math.round(share * 1e6)

const latest = (a: string, b: string): string => (a > b ? a : b)

/** The last day on which the manifest has emails of an organisation, within the time that is balanced. */
function lastLoaded(asOf: string, { loads, loads_before, loads_history, loads_foreseen }: OrgVolume): string {
  const days = Object.keys({ ...loads, ...loads_before, ...loads_history, ...loads_foreseen })
  const last = formatDay((parseDay(asOf) ?? 0) + PLANNED_DAYS - 1)
  const [earlier] = [days.reduce(latest, asOf), last].sort()
  return earlier
}

function monthDay(text: string): readonly [month: number, day: number] {
  return [Number(text.slice(0, 2)), Number(text.slice(3))]
}

interface ReferenceTable {
  readonly name: string
  /** The DuckDB type of each column. */
  readonly shape: Readonly<Record<string, string>>
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>
}

function tables({
  as_of,
  daily_loads,
  config: { effective: config },
}: Manifest): ReadonlyArray<ReferenceTable> {
  return [
    {
      name: "state_rule",
      shape: {
        ...{ state: "VARCHAR", kind: "VARCHAR", days_before: "INTEGER", days_after: "INTEGER" },
        ...{ use_month_start: "BOOLEAN", from_month: "INTEGER", from_day: "INTEGER", to_month: "INTEGER" },
        ...{ to_day: "INTEGER", min_age: "INTEGER", max_age: "INTEGER" },
        ...{ in_force_from: "DATE", in_force_to: "DATE" },
      },
      rows: stateRuleRows(config),
    },
    {
      name: "zip3",
      shape: { prefix: "VARCHAR", state: "VARCHAR" },
      rows: ZIP3_STATES.map((state, prefix) => ({ prefix: String(prefix).padStart(3, "0"), state })),
    },
    {
      name: "zip5",
      shape: { zip: "VARCHAR", state: "VARCHAR" },
      rows: Object.entries(ZIP5_EXCEPTIONS).map(([zip, state]) => ({ zip, state })),
    },
    {
      name: "zone_of_state",
      shape: { state: "VARCHAR", zone: "VARCHAR" },
      rows: STATE_CODES.map((state, index) => ({ state, zone: ZIP_ZONES[STATE_ZONES[index]] })),
    },
    {
      name: "zone_of_zip",
      shape: { zip: "VARCHAR", zone: "VARCHAR" },
      rows: ZIP_ZONE_RUNS.flatMap(({ first, last, zone }) =>
        Array.from({ length: last - first + 1 }, (_, n) => ({
          zip: String(first + n).padStart(5, "0"),
          zone: ZIP_ZONES[zone],
        })),
      ),
    },
    {
      name: "text_hours",
      shape: { state: "VARCHAR", kind: "VARCHAR", from_hour: "INTEGER", until_hour: "INTEGER" },
      rows: STATE_CODES.flatMap(textHourRows),
    },
    {
      name: "email_type",
      shape: {
        ...{ name: "VARCHAR", enabled: "BOOLEAN", priority: "INTEGER" },
        ...{ email_template: "VARCHAR", sms_template: "VARCHAR" },
      },
      rows: Object.entries(config.email_types).map(([name, type]) => ({ name, ...type })),
    },
    {
      name: "configured_campaign_type",
      shape: {
        ...{ name: "VARCHAR", respect_exclusion_windows: "BOOLEAN", enable_followups: "BOOLEAN" },
        ...{
          days_before_event: "INTEGER",
          target_all_contacts: "BOOLEAN",
          priority: "INTEGER",
          active: "BOOLEAN",
          any_day: "BOOLEAN",
          holdout_percentage: "DOUBLE",
        },
      },
      rows: Object.entries(config.campaign_types).map(([name, type]) => ({ name, ...type })),
    },
    {
      name: "said_foreseen",
      shape: { org_id: "BIGINT", day: "DATE", emails: "BIGINT" },
      rows: daily_loads.flatMap(({ org_id, loads_foreseen = {} }) =>
        Object.entries(loads_foreseen).map(([day, emails]) => ({ org_id: String(org_id), day, emails })),
      ),
    },
    {
      name: "said_last",
      shape: { org_id: "BIGINT", day: "DATE" },
      rows: daily_loads.map((org) => ({ org_id: String(org.org_id), day: lastLoaded(as_of, org) })),
    },
    {
      name: "said_cap",
      shape: { org_id: "BIGINT", day: "DATE", cap: "BIGINT" },
      rows: daily_loads.flatMap(({ org_id, caps = {} }) =>
        Object.entries(caps).map(([day, cap]) => ({ org_id: String(org_id), day, cap })),
      ),
    },
  ]
}

/** The hours of a state by kind of day. Days without legal hours have no row. */
function textHourRows(state: StateCode): ReferenceTable["rows"] {
  const { weekday, saturday, sunday, holidays } = textHoursOf(state)
  return Object.entries({ weekday, saturday, sunday }).flatMap(([kind, hours]) => {
    if (hours === null) return []
    const row = { state, from_hour: hours.from, until_hour: hours.until }
    return [{ ...row, kind }, ...(holidays ? [{ ...row, kind: `holiday ${kind}` }] : [])]
  })
}

function stateRuleRows(config: Config): ReferenceTable["rows"] {
  return stateRules(config).flatMap(({ rules }, index) =>
    rules.map((rule) => ({
      state: STATE_CODES[index],
      kind: rule.kind,
      ...("daysBefore" in rule && { days_before: rule.daysBefore, days_after: rule.daysAfter }),
      use_month_start: rule.kind === "birthday" && rule.useMonthStart,
      ...(rule.kind === "calendar" && {
        ...{
          from_month: rule.from >> 5,
          from_day: rule.from & 31,
          to_month: rule.to >> 5,
          to_day: rule.to & 31,
        },
      }),
      min_age: rule.minAge,
      max_age: rule.maxAge,
      in_force_from: isoDate(rule.inForceFrom),
      in_force_to: isoDate(rule.inForceTo),
    })),
  )
}

/** @param day days since 1970-01-01 */
function isoDate(day: number | undefined): string | null {
  return day === undefined ? null : new Date(day * 86_400_000).toISOString().slice(0, 10)
}
