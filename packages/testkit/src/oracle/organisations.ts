/** Section 12: the configuration of each organisation. Its own values go before those of the configuration. */
import type { Config } from "@almanac/core/config/config"
import type { RawRow, World } from "../world.ts"
import { isBlank, readId, readText } from "./cells.ts"

/** Returns a function that gives the configuration for the contacts of an organisation. */
export function readConfigs({ config, organisations }: World): (org: bigint) => Config {
  const configs = new Map(organisations.map((row) => [readId(row.org_id), configOf(config, row)]))
  return (org) => configs.get(org) ?? config
}

function configOf(config: Config, row: RawRow): Config {
  const given = (name: string) => !isBlank(row[name])
  const text = (name: string): string => readText(row[name])!.trim()
  const list = (name: string): ReadonlyArray<string> => text(name).split(/\s*,\s*/)
  const timing = given("time_zone") ? { time_zone: text("time_zone") } : {}
  const days = {
    ...(given("weekdays") && { weekdays: list("weekdays") }),
    ...(given("holidays") && { holidays: text("holidays") }),
    ...(given("blackout_dates") && { blackout_dates: list("blackout_dates") }),
  }
  const load = {
    ...(given("daily_send_percentage_cap") && {
      daily_send_percentage_cap: Number(text("daily_send_percentage_cap")),
    }),
    ...(given("daily_cap") && { daily_cap: Number(text("daily_cap")) }),
    ...(given("warm_up") && { warm_up: JSON.parse(text("warm_up")) }),
  }
  return {
    ...config,
    timing: { ...config.timing, ...timing },
    sending_days: { ...config.sending_days, ...days } as Config["sending_days"],
    load_balancing: { ...config.load_balancing, ...load },
  }
}
