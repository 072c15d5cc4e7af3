/** All input tables by name, and the types of their rows. */
import type { Day } from "../day/civil.ts"
import { CAMPAIGN_INSTANCES, CAMPAIGN_TYPES, CONTACT_CAMPAIGNS } from "./campaigns.ts"
import type { InputKind, InputTable } from "./column.ts"
import { CONTACTS } from "./contacts.ts"
import { CONTACT_EVENTS, SUPPRESSIONS, TRACKING_CLICKS } from "./engagement.ts"
import { EMAIL_SCHEDULES } from "./history.ts"
import { ORGANISATIONS } from "./organisations.ts"

export const INPUT_TABLES = {
  contacts: CONTACTS,
  email_schedules: EMAIL_SCHEDULES,
  campaign_types: CAMPAIGN_TYPES,
  campaign_instances: CAMPAIGN_INSTANCES,
  contact_campaigns: CONTACT_CAMPAIGNS,
  tracking_clicks: TRACKING_CLICKS,
  contact_events: CONTACT_EVENTS,
  suppressions: SUPPRESSIONS,
  organisations: ORGANISATIONS,
} as const satisfies Record<string, InputTable>

export type TableName = keyof typeof INPUT_TABLES

export const TABLE_NAMES = Object.keys(INPUT_TABLES) as ReadonlyArray<TableName>

/** The value of each kind of column. */
interface Values<D> extends Record<InputKind, unknown> {
  readonly id: bigint
  readonly written_id: bigint
  readonly integer: number
  readonly decimal: number
  readonly text: string
  readonly phone: string
  readonly date: D
  readonly end_date: D
  readonly instant: D
  readonly boolean: boolean
  readonly json: string
}

/**
 * A row of an input table. A column that is not required may be null.
 * @template D how the row has its dates: as whole days, or as ISO texts
 */
export type RowOf<T extends InputTable, D = Day> = {
  readonly [K in keyof T["columns"]]: T["columns"][K] extends { readonly required: true }
    ? Values<D>[T["columns"][K]["kind"]]
    : Values<D>[T["columns"][K]["kind"]] | null
}
