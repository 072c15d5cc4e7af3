/**
 * The tables that are imported and exported: the columns of their files, and the conditions for rejecting a
 * row.
 */
import { EMAIL_STATUSES } from "@almanac/core/domain/decision"
import type { TableName } from "@almanac/core/tables/input"
import { literal } from "@almanac/duckdb/statement"
import type { Kind } from "@almanac/pipeline/inputs/kinds"
import { TABLES, type Tables, text, value } from "@almanac/pipeline/inputs/tables"

export interface Transfer {
  /** Columns that files may have in addition to the columns that runs read. */
  readonly more: Readonly<Record<string, Kind>>
  /**
   * Reasons for rejecting a row, each with its SQL condition. The first condition that is true gives the
   * reason.
   */
  readonly rejects: ReadonlyArray<readonly [reason: string, condition: string]>
  /**
   * The columns that identify a row in the store. If there are none, a row is identified by all its values.
   */
  readonly key: ReadonlyArray<string>
  /** Whether the table has a primary key. */
  readonly indexed: boolean
  /** The SQL condition of the store's rows that an import never changes or removes. */
  readonly fixed: string
}

/** The statuses that only the sender of the store may set and change. */
const SENDERS = ["processing", "sent", "delivered"]

const listed = (names: ReadonlyArray<string>): string => `(${names.map(literal).join(", ")})`

/**
 * The greatest id that is accepted. New ids follow the highest existing id, so there must be room above it.
 */
export const LARGEST_ID = 2n ** 62n
const NO_ID = ["invalid_id", `id IS NULL OR id > ${LARGEST_ID}`] as const

const NO_CONTACT = ["invalid_contact_id", "contact_id IS NULL"] as const

export const TRANSFERS: Readonly<Record<TableName, Transfer>> = {
  contacts: {
    more: { first_name: "text", last_name: "text" },
    rejects: [["invalid_id", "id IS NULL"]],
    key: ["id"],
    indexed: false,
    fixed: "false",
  },
  email_schedules: {
    more: {
      org_id: "id",
      scheduled_send_time: "text",
      send_at: "moment",
      skip_reason: "text",
      priority: "integer",
      email_template: "text",
      sms_template: "text",
      ideal_send_date: "date",
      moved_by: "text",
      metadata: "json",
      scheduler_run_id: "text",
      claimed_by: "text",
      claimed_at: "moment",
      failure: "text",
      time_zone: "text",
      sms_send_at: "moment",
      sms_skip_reason: "text",
    },
    rejects: [
      NO_ID,
      NO_CONTACT,
      ["missing_email_type", "email_type IS NULL"],
      ["unknown_status", `status IS NULL OR status NOT IN ${listed(EMAIL_STATUSES)}`],
    ],
    key: ["id"],
    indexed: false,
    fixed: `status IN ${listed(SENDERS)}`,
  },
  campaign_types: { more: {}, rejects: [], key: ["name"], indexed: true, fixed: "false" },
  campaign_instances: { more: {}, rejects: [NO_ID], key: ["id"], indexed: true, fixed: "false" },
  contact_campaigns: {
    more: {},
    rejects: [NO_CONTACT, ["invalid_campaign_instance_id", "campaign_instance_id IS NULL"]],
    key: ["contact_id", "campaign_instance_id", "trigger_date"],
    indexed: false,
    fixed: "false",
  },
  tracking_clicks: {
    more: { schedule_id: "id" },
    rejects: [NO_CONTACT, ["invalid_clicked_at", "clicked_at IS NULL"]],
    key: [],
    indexed: false,
    fixed: "false",
  },
  contact_events: {
    more: {},
    rejects: [
      NO_CONTACT,
      ["missing_event_type", "event_type IS NULL"],
      ["invalid_created_at", "created_at IS NULL"],
    ],
    key: [],
    indexed: false,
    fixed: "false",
  },
  suppressions: {
    more: { reason: "text", since: "date" },
    rejects: [["names_nobody", "contact_id IS NULL AND email IS NULL"]],
    key: [],
    indexed: false,
    fixed: "false",
  },
  organisations: { more: {}, rejects: [], key: ["org_id"], indexed: true, fixed: "false" },
}

/** Replaces the kind `instant` with `moment`, because a store keeps the time of day. */
const kept = (kind: Kind): Kind => (kind === "instant" ? "moment" : kind)

export const columnsOf = (table: TableName): Readonly<Record<string, Kind>> => {
  const columns = Object.entries({ ...TABLES[table].columns, ...TRANSFERS[table].more })
  return Object.fromEntries(columns.map(([name, kind]) => [name, kept(kind)]))
}

/**
 * The definitions for reading files into a store: each column as value and as text, to find unreadable
 * values.
 */
export const TRANSFER_TABLES: Tables = Object.fromEntries(
  Object.entries(TABLES).map(([table, definition]) => {
    const columns = columnsOf(table as TableName)
    const names = Object.keys(columns)
    return [table, { ...definition, columns, view: names.flatMap((name) => [value(name), text(name)]) }]
  }),
) as unknown as Tables
