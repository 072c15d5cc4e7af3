/**
 * Decodes shards. A shard is a Parquet file with a row for each fact, in order of contact id. The row of the
 * contact itself comes first, then its enrolments and its history, each in the order in which the run read
 * them. Row groups are small, so a contact can be read without decoding the others.
 */
import { type ContactColumns, contactColumns } from "@almanac/core/columns/contacts"
import { NO_DAY } from "@almanac/core/day/civil"
import { type StateCode, stateIndex } from "@almanac/core/law/states"
import { parquetMetadata } from "hyparquet"
import { bufferOf, type Columns, type ParquetBytes, readColumns, type Span } from "./parquet.ts"

type Column<A> = ArrayLike<A | null>

/**
 * The columns of a shard by name. Dates are whole days. A column is null in rows of facts that do not have
 * it.
 */
interface FactColumns {
  readonly contact_id: ArrayLike<bigint>
  readonly fact: ArrayLike<"contact" | "enrolment" | "history">
  readonly org_id: Column<bigint>
  readonly state: Column<StateCode>
  readonly birth_date: Column<number>
  readonly effective_date: Column<number>
  readonly suppressed: Column<boolean>
  readonly clicked_on: Column<number>
  readonly answered_on: Column<number>
  readonly answered_yes_on: Column<number>
  readonly instance: Column<number>
  readonly trigger_date: Column<number>
  readonly takes_part: Column<boolean>
  readonly id: Column<bigint>
  readonly type: Column<number>
  readonly status: Column<number>
  readonly sent_on: Column<number>
  readonly event_date: Column<number>
  readonly campaign_instance_id: Column<bigint>
  readonly parent_schedule_id: Column<bigint>
}

/** The rows of a row group, and the lowest and highest contact id among them. */
export interface RowGroup extends Span {
  readonly lowest: bigint
  readonly highest: bigint
}

/** A shard that is ready to be decoded. */
export interface Shard extends ParquetBytes {
  readonly groups: ReadonlyArray<RowGroup>
}

/** Reads which row groups of a shard hold which contacts, without decoding any contact. */
export function openShard(bytes: Uint8Array): Shard {
  const metadata = parquetMetadata(bufferOf(bytes))
  let end = 0
  const groups = metadata.row_groups.map(({ num_rows, columns }) => {
    const { min_value, max_value } = columns[0]?.meta_data?.statistics ?? {}
    if (typeof min_value !== "bigint" || typeof max_value !== "bigint") {
      throw new TypeError("a row group does not say which contacts it holds")
    }
    const first = end
    end += Number(num_rows)
    return { first, end, lowest: min_value, highest: max_value }
  })
  return { groups, bytes, metadata }
}

/** The rows of all row groups that hold facts of a contact; undefined if none does. */
export function spanOf(groups: ReadonlyArray<RowGroup>, contactId: bigint): Span | undefined {
  const holding = groups.filter(({ lowest, highest }) => lowest <= contactId && contactId <= highest)
  const [first, last] = [holding[0], holding.at(-1)]
  return first === undefined || last === undefined ? undefined : { first: first.first, end: last.end }
}

/**
 * Decodes row groups of a shard. The facts of the first and the last contact may be incomplete. Facts before
 * the first contact's own row belong to a contact that is not in the span. So to read a contact, decode all
 * groups that hold it ({@link spanOf}).
 */
export async function decodeRows(shard: Shard, span: Span): Promise<ContactColumns> {
  const found: Columns = await readColumns(shard, span)
  return found.fact === undefined ? contactColumns(0, 0, 0) : fill(found as unknown as FactColumns)
}

function fill(facts: FactColumns): ContactColumns {
  const { fact } = facts
  const counts = { contact: 0, enrolment: 0, history: 0 }
  for (let row = 0; row < fact.length; row++) counts[fact[row]]++
  const contacts = contactColumns(counts.contact, counts.enrolment, counts.history)
  let [e, h] = [0, 0]
  for (let row = 0; row < fact.length; row++) {
    if (fact[row] === "contact") putContact(contacts, contacts.count++, facts, row)
    else if (fact[row] === "enrolment") putEnrolment(contacts, e++, facts, row)
    else putHistory(contacts, h++, facts, row)
    contacts.enrolments.start[contacts.count] = e
    contacts.history.start[contacts.count] = h
  }
  return contacts
}

function putContact(contacts: ContactColumns, i: number, facts: FactColumns, row: number): void {
  contacts.id[i] = facts.contact_id[row]
  contacts.orgId[i] = facts.org_id[row] as bigint
  contacts.state[i] = stateIndex(facts.state[row] as StateCode)
  contacts.birthDate[i] = facts.birth_date[row] ?? NO_DAY
  contacts.effectiveDate[i] = facts.effective_date[row] ?? NO_DAY
  contacts.suppressed[i] = facts.suppressed[row] === true ? 1 : 0
  contacts.clickedOn[i] = facts.clicked_on[row] ?? NO_DAY
  contacts.answeredOn[i] = facts.answered_on[row] ?? NO_DAY
  contacts.answeredYesOn[i] = facts.answered_yes_on[row] ?? NO_DAY
}

function putEnrolment({ enrolments }: ContactColumns, e: number, facts: FactColumns, row: number): void {
  enrolments.instance[e] = facts.instance[row] as number
  enrolments.trigger[e] = facts.trigger_date[row] ?? NO_DAY
  enrolments.takesPart[e] = facts.takes_part[row] === true ? 1 : 0
}

function putHistory({ history }: ContactColumns, h: number, facts: FactColumns, row: number): void {
  const instance = facts.campaign_instance_id[row] ?? null
  const parent = facts.parent_schedule_id[row] ?? null
  history.id[h] = facts.id[row] as bigint
  history.type[h] = facts.type[row] as number
  history.status[h] = facts.status[row] as number
  history.sentOn[h] = facts.sent_on[row] ?? NO_DAY
  history.event[h] = facts.event_date[row] ?? NO_DAY
  history.hasInstance[h] = instance === null ? 0 : 1
  history.instanceId[h] = instance ?? 0n
  history.instance[h] = facts.instance[row] as number
  history.hasParent[h] = parent === null ? 0 : 1
  history.parentId[h] = parent ?? 0n
}
