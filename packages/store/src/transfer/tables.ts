/** The tables that go in and out of a store: their columns as files have them, and when a row can be taken. */
import { EMAIL_STATUSES } from "@almanac/core/domain/decision"
import { literal } from "@almanac/duckdb/statement"
import type { Kind } from "@almanac/pipeline/inputs/kinds"
import { TABLES, type TableName, type Tables, text, value } from "@almanac/pipeline/inputs/tables"

export interface Transfer {
  /** Columns that files may have besides those of runs. */
  readonly more: Readonly<Record<string, Kind>>
  /** Why a row cannot be taken: the first condition that holds. */
  readonly rejects: ReadonlyArray<readonly [reason: string, condition: string]>
  /** Columns that name a row, of which a store has one; where empty, rows are told apart by all they hold. */
  readonly key: ReadonlyArray<string>
  /** The table has a primary key. */
  readonly indexed: boolean
  /** Rows of the store that no file changes or removes. */
  readonly fixed: string
}

/** Statuses that the store's sender alone gives and takes. */
const SENDERS = ["processing", "sent", "delivered"]

const listed = (names: ReadonlyArray<string>): string => `(${names.map(literal).join(", ")})`

/** Ids go on from the highest there is: one near the end of what an id can be would leave none for the next. */
export const LARGEST_ID = 2n ** 62n
const NO_ID = ["invalid_id", `id IS NULL OR id > ${LARGEST_ID}`] as const

const NO_CONTACT = ["invalid_contact_id", "contact_id IS NULL"] as const

export const TRANSFERS: Readonly<Record<TableName, Transfer>> = {
  contacts: {
    more: { phone_number: "text", first_name: "text", last_name: "text" },
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
}

/** Moments stay moments: a store keeps what happened when. */
const kept = (kind: Kind): Kind => (kind === "instant" ? "moment" : kind)

export const columnsOf = (table: TableName): Readonly<Record<string, Kind>> => {
  const columns = Object.entries({ ...TABLES[table].columns, ...TRANSFERS[table].more })
  return Object.fromEntries(columns.map(([name, kind]) => [name, kept(kind)]))
}

/** How files are read for the store: all columns, and each as it was given, to tell "absent" from "unreadable". */
export const TRANSFER_TABLES: Tables = Object.fromEntries(
  Object.entries(TABLES).map(([table, definition]) => {
    const columns = columnsOf(table as TableName)
    const names = Object.keys(columns)
    return [table, { ...definition, columns, view: names.flatMap((name) => [value(name), text(name)]) }]
  }),
) as unknown as Tables
