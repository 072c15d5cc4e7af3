import type { ContactColumns } from "../columns/contacts.ts"
import { metadataText } from "../columns/labels.ts"
import type { RowColumns } from "../columns/rows.ts"
import { formatDay, NO_DAY } from "../day/civil.ts"
import { MOVES, SETTLED, SKIP_REASONS, SKIPPED, SMS_SKIP_REASONS } from "../domain/decision.ts"
import { instanceIdOf, parentIdOf } from "../rules/row-ids.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { zoneNamed } from "../rules/send-times.ts"
import { NO_TEXT, textMinute } from "../rules/texts.ts"
import type { ScheduleRow } from "./records.ts"

/** One row of a decided batch as a record, or undefined for a settled candidate. */
export function toRow(
  book: Rulebook,
  contacts: ContactColumns,
  rows: RowColumns,
  row: number,
): ScheduleRow | undefined {
  if (rows.status[row] === SETTLED) return undefined
  const i = rows.contact[row]
  const send = rows.send[row]
  const event = rows.event[row]
  const label = book.labels.list[rows.label[row]]
  if (label === undefined) throw new RangeError(`row ${row} has no label`)
  const parentId = parentIdOf(contacts, rows, row)
  const organisation = book.organisations.of(contacts.orgId[i])
  const clock = book.sendTimes.clock(organisation, contacts, i)
  const text = textMinute(book, contacts, rows, row)
  return {
    contact_id: contacts.id[i],
    org_id: contacts.orgId[i],
    email_type: book.campaigns.typeNames[rows.type[row]],
    scheduled_send_date: formatDay(send),
    scheduled_send_time: book.config.timing.send_time,
    send_at: clock.instant(send),
    status: rows.status[row] === SKIPPED ? "skipped" : "pre-scheduled",
    skip_reason: SKIP_REASONS[rows.reason[row]] ?? null,
    priority: rows.priority[row],
    campaign_instance_id: instanceIdOf(book, contacts, rows, row),
    email_template: label.emailTemplate,
    sms_template: label.smsTemplate,
    event_date: event === NO_DAY ? null : formatDay(event),
    ideal_send_date: formatDay(rows.ideal[row]),
    moved_by: MOVES[rows.moved[row]] ?? null,
    parent_schedule_id: parentId,
    metadata: metadataText(label, parentId),
    time_zone: zoneNamed(organisation, contacts, i) < 0 ? null : clock.zone,
    sms_send_at: text < 0 ? null : (book.texts?.clock(text, contacts, i).instant(send) ?? null),
    sms_skip_reason: text === NO_TEXT || text >= 0 ? null : (SMS_SKIP_REASONS[-text] ?? null),
  }
}

/** All output rows of a decided batch, without settled candidates. */
export function toRows(book: Rulebook, contacts: ContactColumns, rows: RowColumns): Array<ScheduleRow> {
  const result: Array<ScheduleRow> = []
  for (let row = 0; row < rows.count; row++) {
    const record = toRow(book, contacts, rows, row)
    if (record !== undefined) result.push(record)
  }
  return result
}
