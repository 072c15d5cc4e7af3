import type { Config } from "@almanac/core/config/config"

/**
 * One row of an input table, with cells as in a file. Dates and instants are texts. Absent cells are null.
 */
export type RawRow = Readonly<Record<string, string | number | bigint | boolean | null>>

/** All inputs of a run: the day, the configuration, and the input tables with their rows in input order. */
export interface World {
  /** The seed from which the world was made, for messages of failing tests. */
  readonly seed?: number
  /** `YYYY-MM-DD`. */
  readonly as_of: string
  readonly config: Config
  readonly contacts: ReadonlyArray<RawRow>
  readonly email_schedules: ReadonlyArray<RawRow>
  readonly campaign_types: ReadonlyArray<RawRow>
  readonly campaign_instances: ReadonlyArray<RawRow>
  readonly contact_campaigns: ReadonlyArray<RawRow>
  readonly tracking_clicks: ReadonlyArray<RawRow>
  readonly contact_events: ReadonlyArray<RawRow>
  readonly suppressions: ReadonlyArray<RawRow>
  readonly organisations: ReadonlyArray<RawRow>
}

/** The input tables, contacts first. */
export const TABLES = [
  "contacts",
  "email_schedules",
  "campaign_types",
  "campaign_instances",
  "contact_campaigns",
  "tracking_clicks",
  "contact_events",
  "suppressions",
  "organisations",
] as const

export type TableName = (typeof TABLES)[number]
