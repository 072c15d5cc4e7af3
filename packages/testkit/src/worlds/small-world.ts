import type { RawRow, World } from "../world.ts"
import { WORLD_CONFIG } from "./world-config.ts"

/** A ZIP code of each state that examples use. Texas has no window. */
export const ZIPS = {
  CA: "90210",
  CT: "06101",
  KY: "40202",
  MO: "63101",
  NV: "89101",
  TX: "75001",
} as const

/** A contact that can be scheduled, in Texas and without dates unless `row` gives others. */
export function contactRow(row: RawRow = {}): RawRow {
  return {
    id: 1n,
    org_id: null,
    email: `contact${row.id ?? 1n}@example.com`,
    zip_code: ZIPS.TX,
    state: null,
    birth_date: null,
    effective_date: null,
    ...row,
  }
}

/** A row of history, sent unless `row` gives another status. */
export function earlierRow(row: RawRow): RawRow {
  return {
    id: 1n,
    contact_id: 1n,
    email_type: "birthday",
    scheduled_send_date: null,
    status: "sent",
    event_date: null,
    campaign_instance_id: null,
    actual_send_datetime: null,
    parent_schedule_id: null,
    ...row,
  }
}

/** A campaign instance without dates. */
export function instanceRow(row: RawRow): RawRow {
  return {
    id: 1n,
    campaign_type: "rate_increase",
    instance_name: "rates",
    email_template: "rates_mail",
    sms_template: null,
    active_start_date: null,
    active_end_date: null,
    metadata: null,
    org_id: null,
    ...row,
  }
}

export function enrolmentRow(row: RawRow): RawRow {
  return {
    contact_id: 1n,
    campaign_instance_id: 1n,
    trigger_date: null,
    status: "pending",
    metadata: null,
    ...row,
  }
}

/**
 * A world with the given tables. Others are empty, and the configuration is the default without load
 * balancing.
 */
export function smallWorld(world: Partial<World> & Pick<World, "as_of">): World {
  return {
    config: WORLD_CONFIG,
    contacts: [contactRow()],
    email_schedules: [],
    campaign_types: [],
    campaign_instances: [],
    contact_campaigns: [],
    tracking_clicks: [],
    contact_events: [],
    suppressions: [],
    organisations: [],
    ...world,
  }
}
