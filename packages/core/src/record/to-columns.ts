import { type ContactColumns, contactColumns } from "../columns/contacts.ts"
import { NO_DAY } from "../day/civil.ts"
import { type Campaigns, instanceIndex } from "../domain/campaign.ts"
import { EARLIER_PLAN, HISTORY_STATUSES } from "../domain/decision.ts"
import { CAMPAIGN_PREFIX, emailTypeCode, UNKNOWN_TYPE } from "../domain/email-type.ts"
import { HELD, type PartColumn } from "../tables/column.ts"
import { CONTACT_COLUMNS } from "../tables/contacts.ts"
import { ENGAGEMENT_COLUMNS } from "../tables/engagement.ts"
import type { ContactRecord, HistoryRecord } from "./records.ts"

const { org: _, ...ofRecords } = CONTACT_COLUMNS
/** The columns with the contact's own values, which have the names of the record. */
const OWN = Object.entries({ ...ofRecords, ...ENGAGEMENT_COLUMNS }) as ReadonlyArray<
  [name: keyof typeof ofRecords | keyof typeof ENGAGEMENT_COLUMNS, column: PartColumn]
>

const TAKES_PART: ReadonlyArray<string | null> = ["pending", "scheduled", null]

/**
 * Puts records into columns, as the bulk reader does for a batch. Enrolments of unknown instances are left
 * out.
 * @param room columns to reuse, with room for the records and all their rows
 */
export function toColumns(
  records: ReadonlyArray<ContactRecord>,
  campaigns: Campaigns,
  room?: ContactColumns,
): ContactColumns {
  const settling = records.map((record) =>
    record.history.filter((row) =>
      HISTORY_STATUSES.includes(row.status as (typeof HISTORY_STATUSES)[number]),
    ),
  )
  const known = records.map((record) =>
    record.enrolments.filter((row) => instanceIndex(campaigns, row.campaignInstanceId) >= 0),
  )
  const total = (lists: ReadonlyArray<ReadonlyArray<unknown>>): number =>
    lists.reduce((n, list) => n + list.length, 0)
  const columns = room ?? contactColumns(records.length, total(known), total(settling))
  columns.count = records.length
  const orgs = new Map<bigint, number>()
  let e = 0
  let h = 0
  records.forEach((record, i) => {
    for (const [name, { kind }] of OWN) {
      const hold = HELD[kind] as (value: unknown) => number | bigint
      ;(columns[name] as Record<number, number | bigint>)[i] = hold(record[name])
    }
    columns.org[i] = denseNumber(orgs, record.orgId)
    for (const row of known[i] ?? []) {
      columns.enrolments.instance[e] = instanceIndex(campaigns, row.campaignInstanceId)
      columns.enrolments.trigger[e] = row.triggerDate ?? NO_DAY
      columns.enrolments.takesPart[e] = TAKES_PART.includes(row.status) ? 1 : 0
      e++
    }
    for (const row of settling[i] ?? []) putHistory(columns, h++, row, campaigns)
    columns.enrolments.start[i + 1] = e
    columns.history.start[i + 1] = h
  })
  return columns
}

function denseNumber(numbers: Map<bigint, number>, key: bigint): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  numbers.set(key, numbers.size)
  return numbers.size - 1
}

function instanceOf({ campaignInstanceId }: HistoryRecord, campaigns: Campaigns): number {
  return campaignInstanceId === null ? -1 : instanceIndex(campaigns, campaignInstanceId)
}

/**
 * The email type code of a history row. An unknown campaign type is replaced by that of the row's instance.
 */
export function historyType(row: HistoryRecord, campaigns: Campaigns): number {
  const type = emailTypeCode(campaigns.typeNames, row.emailType)
  if (type !== UNKNOWN_TYPE || !row.emailType.startsWith(CAMPAIGN_PREFIX)) return type
  return campaigns.instances[instanceOf(row, campaigns)]?.type ?? type
}

function putHistory({ history }: ContactColumns, h: number, row: HistoryRecord, campaigns: Campaigns): void {
  const status = HISTORY_STATUSES.indexOf(row.status as (typeof HISTORY_STATUSES)[number])
  const planned = status === EARLIER_PLAN
  const instance = instanceOf(row, campaigns)
  history.id[h] = row.id
  history.type[h] = historyType(row, campaigns)
  history.status[h] = status
  history.sentOn[h] = (planned ? null : row.actualSendDate) ?? row.scheduledSendDate ?? NO_DAY
  history.event[h] = row.eventDate ?? NO_DAY
  history.hasInstance[h] = row.campaignInstanceId === null ? 0 : 1
  history.instanceId[h] = row.campaignInstanceId ?? 0n
  history.instance[h] = instance
  history.hasParent[h] = row.parentScheduleId === null ? 0 : 1
  history.parentId[h] = row.parentScheduleId ?? 0n
}
