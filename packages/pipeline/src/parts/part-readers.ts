/**
 * Readers that copy the rows of the staged tables into the columns of a part. The rows come in the order of
 * contact ids. The readers are classes, so that V8 optimises their loops once for all parts. It would
 * optimise closures anew for each part.
 */
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { NO_DAY } from "@almanac/core/day/civil"
import { type Campaigns, triggerDay } from "@almanac/core/domain/campaign"
import type { WarningCode } from "@almanac/core/domain/contact"
import { EARLIER_PLAN } from "@almanac/core/domain/decision"
import { SETTLES_NOTHING, UNKNOWN_TYPE } from "@almanac/core/domain/email-type"
import { NO_DATE } from "@almanac/core/intake/date"
import { type Arrays, isWide, type PartTable } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"
import type { ColumnArray, NamedColumns } from "@almanac/duckdb/vectors"
import type { StagedName, StagedTable } from "../stage/staged-tables.ts"
import { contactWarnings, duplicateOf, isReject, type Reject, rejectOf, type WarningRow } from "./findings.ts"
import { compareIds, idAt } from "./ids.ts"

export interface Findings {
  readonly rejects: Array<Reject>
  readonly warnings: Array<WarningRow>
}

export interface RowReader<T extends StagedTable> {
  /** Reads the rows of a chunk. */
  put(columns: NamedColumns<StagedName<T>>, rows: number): void
  /** Called after the last chunk. */
  finish(): void
}

/** Status code of a history row with an unknown status. */
const UNKNOWN_STATUS = 255

/** Value of `takes_part` of an enrolment with an unknown status. */
const UNKNOWN_ENROLMENT = 2

/** A column of a chunk that is copied to an array of the part. A value of 64 bits takes two numbers for each row. */
interface CopiedColumn<Name extends string> {
  readonly from: Name
  readonly to: ColumnArray
  readonly width: 1 | 2
}

/** The columns of a staged table that are copied unchanged, each with its array. */
const copiedColumns = <T extends PartTable>(
  table: T,
  arrays: Arrays<T>,
): ReadonlyArray<CopiedColumn<T[keyof T]["staged"]>> =>
  Object.entries(table).map(([name, { kind, staged }]) => ({
    from: staged,
    to: arrays[(isWide(kind) ? `${name}32` : name) as keyof T] as unknown as ColumnArray,
    width: isWide(kind) ? 2 : 1,
  }))

/** Copies the rows `[first, end)` of a chunk to the rows from `at` on. Each column is copied as one block of memory. */
function copyRows<Name extends string>(
  copied: ReadonlyArray<CopiedColumn<Name>>,
  columns: NamedColumns<Name>,
  first: number,
  end: number,
  at: number,
): void {
  for (const { from, to, width } of copied) {
    to.set(columns[from].subarray(width * first, width * end), width * at)
  }
}

export class ContactReader implements RowReader<"contacts"> {
  readonly #contacts: ContactColumns
  readonly #copied: ReadonlyArray<CopiedColumn<StagedName<"contacts">>>
  readonly #findings: Findings
  #lastLow = 0
  #lastHigh = 0
  #any = false

  constructor(contacts: ContactColumns, findings: Findings) {
    this.#contacts = contacts
    this.#copied = copiedColumns(CONTACT_COLUMNS, contacts)
    this.#findings = findings
  }

  put(columns: NamedColumns<StagedName<"contacts">>, rows: number): void {
    const { rejects, warnings } = this.#findings
    const { contact_id: id, state, findings: found, row_number: rowNumber } = columns
    let first = 0
    for (let r = 0; r < rows; r++) {
      const code = found[r]
      const again = this.#repeats(id[2 * r], id[2 * r + 1])
      if (!again && code === 0) continue
      const contactId = String(idAt(id, r))
      if (again || isReject(code)) {
        const row = idAt(rowNumber, r)
        rejects.push(again ? duplicateOf(contactId, row) : rejectOf(code, contactId, row))
        this.#keep(columns, first, r)
        first = r + 1
      } else {
        warnings.push(...contactWarnings(code, contactId, state[r]))
      }
    }
    this.#keep(columns, first, rows)
  }

  finish(): void {}

  /** Copies the rows `[first, end)` to the columns of the part. */
  #keep(columns: NamedColumns<StagedName<"contacts">>, first: number, end: number): void {
    if (first === end) return
    const contacts = this.#contacts
    const at = contacts.count
    copyRows(this.#copied, columns, first, end, at)
    contacts.count += end - first
    contacts.clickedOn.fill(NO_DAY, at, contacts.count)
    contacts.answeredOn.fill(NO_DAY, at, contacts.count)
    contacts.answeredYesOn.fill(NO_DAY, at, contacts.count)
  }

  /** Whether the row before has the same id. */
  #repeats(low: number, high: number): boolean {
    if (this.#any && low === this.#lastLow && high === this.#lastHigh) return true
    this.#any = true
    this.#lastLow = low
    this.#lastHigh = high
    return false
  }
}

/**
 * Finds the contact of each row. It walks through the contacts and the rows together,
 * both in the order of ids.
 */
class ContactCursor {
  readonly #contacts: ContactColumns
  readonly #start: Int32Array | undefined
  #at = 0

  /** @param start filled with the number of rows kept before those of each contact */
  constructor(contacts: ContactColumns, start?: Int32Array) {
    this.#contacts = contacts
    this.#start = start
  }

  /**
   * Returns the index of the contact of row `r`, or −1 if the part has no such contact.
   * @param count the number of rows kept before this row
   */
  find(ids: ArrayLike<number>, r: number, count: number): number {
    const { count: contacts, id32 } = this.#contacts
    while (this.#at < contacts) {
      const order = compareIds(id32, this.#at, ids, r)
      if (order >= 0) return order === 0 ? this.#at : -1
      this.#at++
      if (this.#start !== undefined) this.#start[this.#at] = count
    }
    return -1
  }

  finish(count: number): void {
    if (this.#start === undefined) return
    while (this.#at < this.#contacts.count) this.#start[++this.#at] = count
  }
}

/** The value of `instance` for an enrolment whose instance id cannot be read. */
const UNREADABLE_INSTANCE = -2

const noInstance = (index: number, id: bigint): string =>
  index === UNREADABLE_INSTANCE ? "campaign_instance_id is not an id" : `no campaign instance ${id}`

export class EnrolmentReader implements RowReader<"enrolments"> {
  readonly #contacts: ContactColumns
  readonly #warnings: Array<WarningRow>
  readonly #campaigns: Campaigns
  readonly #cursor: ContactCursor
  #count = 0

  constructor(contacts: ContactColumns, { warnings }: Findings, campaigns: Campaigns) {
    this.#contacts = contacts
    this.#warnings = warnings
    this.#campaigns = campaigns
    this.#cursor = new ContactCursor(contacts, contacts.enrolments.start)
  }

  put(columns: NamedColumns<StagedName<"enrolments">>, rows: number): void {
    const target = this.#contacts.enrolments
    const { contact_id: ids, instance, instance_id: instanceId } = columns
    const { trigger_day: trigger, unreadable_trigger: unreadable, takes_part: takesPart } = columns
    for (let r = 0; r < rows; r++) {
      const i = this.#cursor.find(ids, r, this.#count)
      const index = instance[r]
      if (i < 0) this.#warn(ids, r, "unknown_contact", "no schedulable contact has this id")
      if (index < 0) this.#warn(ids, r, "unknown_instance", noInstance(index, idAt(instanceId, r)))
      if (i < 0 || index < 0) continue
      if (unreadable[r] === 1) {
        this.#warn(ids, r, "invalid_date", `trigger_date is ${NO_DATE}; counted as absent`)
      }
      if (takesPart[r] === UNKNOWN_ENROLMENT) {
        this.#warn(ids, r, "unknown_status", "status is not known; the enrolment takes no part")
      }
      if (takesPart[r] === 1 && this.#campaigns.instances[index].takesPart) {
        const day = triggerDay(this.#campaigns, index, trigger[r])
        if (day === NO_DAY) {
          const detail = `neither it nor instance ${idAt(instanceId, r)} has a date`
          this.#warn(ids, r, "missing_trigger_date", detail)
        } else if (this.#repeats(i, index, day)) {
          const detail = `again instance ${idAt(instanceId, r)} on the same trigger date`
          this.#warn(ids, r, "duplicate_enrolment", detail)
        }
      }
      target.instance[this.#count] = index
      target.trigger[this.#count] = trigger[r]
      target.takesPart[this.#count] = takesPart[r] === 1 ? 1 : 0
      this.#count++
    }
  }

  finish(): void {
    this.#cursor.finish(this.#count)
  }

  #repeats(i: number, instance: number, day: number): boolean {
    const target = this.#contacts.enrolments
    for (let e = target.start[i]; e < this.#count; e++) {
      if (target.instance[e] !== instance || target.takesPart[e] !== 1) continue
      if (triggerDay(this.#campaigns, instance, target.trigger[e]) === day) return true
    }
    return false
  }

  #warn(ids: ArrayLike<number>, r: number, warning: WarningCode, detail: string): void {
    this.#warnings.push({ contactId: String(idAt(ids, r)), warning, detail: `contact_campaigns: ${detail}` })
  }
}

export class HistoryReader implements RowReader<"history"> {
  readonly #copied: ReadonlyArray<CopiedColumn<StagedName<"history">>>
  readonly #warnings: Array<WarningRow>
  readonly #cursor: ContactCursor
  #count = 0

  constructor(contacts: ContactColumns, { warnings }: Findings) {
    this.#copied = copiedColumns(HISTORY_COLUMNS, contacts.history)
    this.#warnings = warnings
    this.#cursor = new ContactCursor(contacts, contacts.history.start)
  }

  put(columns: NamedColumns<StagedName<"history">>, rows: number): void {
    const { contact_id: ids, id, type, status, sent_on: sentOn } = columns
    let first = 0
    for (let r = 0; r < rows; r++) {
      const i = this.#cursor.find(ids, r, this.#count + r - first)
      if (i < 0 || status[r] === UNKNOWN_STATUS) {
        if (i < 0) this.#warn(ids, id, r, "unknown_contact", "no schedulable contact has this id")
        else this.#warn(ids, id, r, "unknown_status", "status is not known; the row counts for nothing")
        this.#keep(columns, first, r)
        first = r + 1
        continue
      }
      if (sentOn[r] === NO_DAY) this.#warn(ids, id, r, "invalid_date", "no readable send date")
      if (type[r] === UNKNOWN_TYPE && status[r] !== EARLIER_PLAN) {
        this.#warn(ids, id, r, "unknown_email_type", SETTLES_NOTHING)
      }
    }
    this.#keep(columns, first, rows)
  }

  #keep(columns: NamedColumns<StagedName<"history">>, first: number, end: number): void {
    if (first === end) return
    copyRows(this.#copied, columns, first, end, this.#count)
    this.#count += end - first
  }

  finish(): void {
    this.#cursor.finish(this.#count)
  }

  #warn(
    ids: ArrayLike<number>,
    id: ArrayLike<number>,
    r: number,
    warning: WarningCode,
    detail: string,
  ): void {
    this.#warnings.push({
      contactId: String(idAt(ids, r)),
      warning,
      detail: `email_schedules ${idAt(id, r)}: ${detail}`,
    })
  }
}

export class EngagementReader implements RowReader<"engagement"> {
  readonly #contacts: ContactColumns
  readonly #cursor: ContactCursor

  constructor(contacts: ContactColumns) {
    this.#contacts = contacts
    this.#cursor = new ContactCursor(contacts)
  }

  put(columns: NamedColumns<StagedName<"engagement">>, rows: number): void {
    const contacts = this.#contacts
    const { contact_id: ids, clicked_on: clickedOn, answered_on: answeredOn } = columns
    const { answered_yes_on: answeredYesOn } = columns
    for (let r = 0; r < rows; r++) {
      const i = this.#cursor.find(ids, r, 0)
      if (i < 0) continue
      contacts.clickedOn[i] = clickedOn[r]
      contacts.answeredOn[i] = answeredOn[r]
      contacts.answeredYesOn[i] = answeredYesOn[r]
    }
  }

  finish(): void {}
}
