/** Section 5: rows that earlier runs and the sender have left. */
import type { RawRow, World } from "../world.ts"
import type { Campaigns } from "./campaigns.ts"
import type { Candidate } from "./candidates.ts"
import { readDate, readId, readInstantDate, readText } from "./cells.ts"

export interface EarlierRow {
  readonly id: bigint | null
  readonly contactId: bigint | null
  readonly emailType: string
  readonly status: string
  readonly scheduledDate: number | null
  /** The actual send date if it is known, else the scheduled date. */
  readonly sendDate: number | null
  readonly eventDate: number | null
  readonly instanceId: bigint | null
  readonly parentId: bigint | null
}

/** All rows of `email_schedules`, with any status. */
export function readEarlierRows(world: World, campaigns: Campaigns): ReadonlyArray<EarlierRow> {
  return world.email_schedules.map((row) => {
    const scheduledDate = readDate(row.scheduled_send_date)
    return {
      id: readId(row.id),
      contactId: readId(row.contact_id),
      emailType: emailTypeOf(row, campaigns),
      status: readText(row.status) ?? "",
      scheduledDate,
      sendDate: readInstantDate(row.actual_send_datetime) ?? scheduledDate,
      eventDate: readDate(row.event_date),
      instanceId: readId(row.campaign_instance_id),
      parentId: readId(row.parent_schedule_id),
    }
  })
}

/** The email type of a row. An unknown campaign type is replaced by that of the row's instance. */
function emailTypeOf(row: RawRow, campaigns: Campaigns): string {
  const name = readText(row.email_type) ?? ""
  if (!name.startsWith("campaign_") || campaigns.types.has(name.slice("campaign_".length))) return name
  const instance = campaigns.instances.get(readId(row.campaign_instance_id) ?? 0n)
  return instance === undefined ? name : `campaign_${instance.typeName}`
}

/** Whether a row is history, which is never changed and never re-created. */
export function isHistory(row: EarlierRow): boolean {
  return ["scheduled", "processing", "sent", "delivered"].includes(row.status)
}

function sameEmail(row: EarlierRow, candidate: Candidate): boolean {
  return (
    row.contactId === candidate.contact.id &&
    row.emailType === candidate.emailType &&
    (candidate.instance === null || row.instanceId === candidate.instance.id)
  )
}

const SETTLING_REACH_DAYS = 60

/** Whether history already holds the candidate's email. */
export function isSettled(candidate: Candidate, rows: ReadonlyArray<EarlierRow>): boolean {
  return rows.some((row) => {
    if (!isHistory(row) || !sameEmail(row, candidate)) return false
    if (row.eventDate !== null) return row.eventDate === candidate.eventDate
    if (candidate.instance !== null) return true
    return (
      row.sendDate !== null &&
      candidate.ideal - SETTLING_REACH_DAYS <= row.sendDate &&
      row.sendDate <= candidate.latest
    )
  })
}

/** The days that earlier runs announced for the same email, in order (section 6, step 5). */
export function announcedDays(candidate: Candidate, rows: ReadonlyArray<EarlierRow>): ReadonlyArray<number> {
  return rows
    .filter((row) => row.status === "pre-scheduled" && sameEmail(row, candidate))
    .filter((row) => row.eventDate === candidate.eventDate)
    .flatMap((row) => (row.scheduledDate === null ? [] : [row.scheduledDate]))
    .sort((a, b) => a - b)
}
