/** Organisations with settings of their own, which go before those of the configuration. */
import type { Config } from "../config/config.ts"
import type { OwnSettings } from "../config/organisation-schema.ts"

export interface OrganisationSettings {
  readonly orgId: bigint
  /** A setting that is absent is the configuration's. */
  readonly own: OwnSettings
}

/** The configuration that holds for the contacts of an organisation. */
export function effectiveConfig(config: Config, own: OwnSettings): Config {
  const { timing, sending_days, load_balancing } = config
  return {
    ...config,
    timing: { ...timing, time_zone: own.time_zone ?? timing.time_zone },
    sending_days: {
      weekdays: own.weekdays ?? sending_days.weekdays,
      holidays: own.holidays ?? sending_days.holidays,
      blackout_dates: own.blackout_dates ?? sending_days.blackout_dates,
    },
    load_balancing: {
      ...load_balancing,
      daily_send_percentage_cap: own.daily_send_percentage_cap ?? load_balancing.daily_send_percentage_cap,
      daily_cap: own.daily_cap ?? load_balancing.daily_cap,
      warm_up: own.warm_up ?? load_balancing.warm_up,
    },
  }
}

/** The settings of a configuration that an organisation may have of its own. */
export function settingsIn({ timing, sending_days, load_balancing }: Config): Required<OwnSettings> {
  return {
    time_zone: timing.time_zone,
    daily_send_percentage_cap: load_balancing.daily_send_percentage_cap,
    daily_cap: load_balancing.daily_cap,
    ...sending_days,
    warm_up: load_balancing.warm_up,
  }
}
