import type { Config } from "@almanac/core/config/config"
import { isMapping } from "@almanac/core/config/merge"
import { SETTINGS } from "../../../contract/settings-to-try.ts"

/** The values of the settings that the page offers, as JSON texts by their paths. */
export const settingsAt = (config: Config): Readonly<Record<string, string>> =>
  Object.fromEntries(SETTINGS.map(({ path }) => [path, JSON.stringify(valueAt(config, path.split(".")))]))

const valueAt = (value: unknown, [name, ...rest]: ReadonlyArray<string>): unknown =>
  name === undefined ? value : isMapping(value) ? valueAt(value[name], rest) : undefined
