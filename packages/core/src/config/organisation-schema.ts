/**
 * The settings that an organisation may have of its own. Each takes the values that the same setting of the configuration takes.
 * Manifests, releases and requests have them as JSON with the names of the columns.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Refusal } from "../domain/refusal.ts"
import { describeIssue } from "./problem.ts"
import { ConfigSchema } from "./schema.ts"

const { timing, sending_days, load_balancing } = ConfigSchema.fields

export const OwnSettings = Schema.Struct({
  time_zone: Schema.optionalKey(timing.fields.time_zone),
  daily_send_percentage_cap: Schema.optionalKey(load_balancing.fields.daily_send_percentage_cap),
  daily_cap: Schema.optionalKey(load_balancing.fields.daily_cap),
  weekdays: Schema.optionalKey(sending_days.fields.weekdays),
  holidays: Schema.optionalKey(sending_days.fields.holidays),
  blackout_dates: Schema.optionalKey(sending_days.fields.blackout_dates),
  warm_up: Schema.optionalKey(load_balancing.fields.warm_up),
})

/** The settings that an organisation has of its own. A setting that is absent is the configuration's. */
export type OwnSettings = typeof OwnSettings.Type

/**
 * Checks the settings of an organisation. Null counts as absent.
 * @param source where the settings are, for messages
 */
export function decodeOwnSettings(
  given: Readonly<Record<string, unknown>>,
  source: string,
): Result.Result<OwnSettings, Refusal> {
  const input = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
  return Result.mapError(
    Schema.decodeUnknownResult(OwnSettings)(input, { onExcessProperty: "error" }),
    ({ issue }) => describeIssue(issue, { source, prefix: [], input, schema: OwnSettings.ast }),
  )
}
