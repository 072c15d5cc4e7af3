/** Settings of an organisation, which go before those of the configuration. */
import type { Config } from "../config/config.ts"
import type { HolidaySet, WarmUpConfig, Weekday } from "../config/sending-days-schema.ts"

/** One organisation. Null leaves the value of the configuration. */
export interface OrganisationSettings {
  readonly orgId: bigint
  readonly name: string | null
  readonly timeZone: string | null
  readonly dailySendPercentageCap: number | null
  readonly dailyCap: number | null
  readonly weekdays: ReadonlyArray<Weekday> | null
  readonly holidays: HolidaySet | null
  readonly blackoutDates: ReadonlyArray<string> | null
  readonly warmUp: WarmUpConfig | null
}

/** The configuration that holds for the contacts of an organisation. */
export function effectiveConfig(config: Config, own: OrganisationSettings): Config {
  const { timing, sending_days, load_balancing } = config
  return {
    ...config,
    timing: { ...timing, time_zone: own.timeZone ?? timing.time_zone },
    sending_days: {
      weekdays: own.weekdays ?? sending_days.weekdays,
      holidays: own.holidays ?? sending_days.holidays,
      blackout_dates: own.blackoutDates ?? sending_days.blackout_dates,
    },
    load_balancing: {
      ...load_balancing,
      daily_send_percentage_cap: own.dailySendPercentageCap ?? load_balancing.daily_send_percentage_cap,
      daily_cap: own.dailyCap ?? load_balancing.daily_cap,
      warm_up: own.warmUp ?? load_balancing.warm_up,
    },
  }
}
