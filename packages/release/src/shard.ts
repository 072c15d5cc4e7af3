/**
 * Decodes shards. A shard is a Parquet file with a row for each fact, in order of contact id. The row of the
 * contact itself comes first, then its enrolments and its history, each in the order in which the run read
 * them. Row groups are small, so a contact can be read without decoding the others.
 */
import { type ContactColumns, contactColumns } from "@almanac/core/columns/contacts"
import { ENROLMENT_COLUMNS } from "@almanac/core/tables/campaigns"
import { type Arrays, HELD, type PartTable } from "@almanac/core/tables/column"
import { CONTACT_COLUMNS } from "@almanac/core/tables/contacts"
import { ENGAGEMENT_COLUMNS } from "@almanac/core/tables/engagement"
import { HISTORY_COLUMNS } from "@almanac/core/tables/history"
import { parquetMetadata } from "hyparquet"
import { bufferOf, type Columns, type ParquetBytes, readColumns, type Span } from "./parquet.ts"
import { ReleaseError } from "./release-error.ts"

const FACTS = {
  contact: { ...CONTACT_COLUMNS, ...ENGAGEMENT_COLUMNS },
  enrolment: ENROLMENT_COLUMNS,
  history: HISTORY_COLUMNS,
} as const satisfies Record<string, PartTable>

type Fact = keyof typeof FACTS

/** The columns of a shard that are not of one fact. */
interface FactColumns extends Columns {
  readonly contact_id: ArrayLike<bigint>
  readonly fact: ArrayLike<Fact>
}

const KNOWN: ReadonlySet<string | undefined> = new Set([
  ...["contact_id", "fact"],
  ...Object.values(FACTS).flatMap((table: PartTable) =>
    Object.values(table).map(({ published }) => published),
  ),
])

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
  const [, ...columns] = metadata.schema
  const unknown = columns.find(({ name }) => !KNOWN.has(name))
  if (unknown !== undefined) {
    // The run has decided by this column, so an answer without it would be another one.
    const message = `the contacts have a column ${unknown.name}: read them with the version that published them`
    throw new ReleaseError({ reason: "version", message })
  }
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

function fill(columns: FactColumns): ContactColumns {
  const { fact } = columns
  const rows: Record<Fact, Array<number>> = { contact: [], enrolment: [], history: [] }
  for (let row = 0; row < fact.length; row++) rows[fact[row]].push(row)
  const contacts = contactColumns(rows.contact.length, rows.enrolment.length, rows.history.length)
  const { enrolments, history } = contacts
  let [e, h] = [0, 0]
  for (let row = 0; row < fact.length; row++) {
    if (fact[row] === "contact") contacts.count++
    else if (fact[row] === "enrolment") e++
    else h++
    enrolments.start[contacts.count] = e
    history.start[contacts.count] = h
  }
  rows.contact.forEach((row, i) => {
    contacts.id[i] = columns.contact_id[row]
  })
  fillColumns(FACTS.contact, contacts, columns, rows.contact)
  fillColumns(FACTS.enrolment, enrolments, columns, rows.enrolment)
  fillColumns(FACTS.history, history, columns, rows.history)
  return contacts
}

/** Fills the arrays of a table from the rows of its fact. A column that an earlier version did not publish is absent. */
function fillColumns<T extends PartTable>(
  table: T,
  arrays: Arrays<T>,
  columns: Columns,
  rows: ReadonlyArray<number>,
): void {
  const arrayOf = (name: keyof T) => arrays[name] as unknown as { [row: number]: number | bigint }
  for (const [name, { kind, published, given }] of Object.entries(table)) {
    if (published === undefined) continue
    const [array, flags] = [arrayOf(name), given === undefined ? undefined : arrayOf(given)]
    const values = columns[published] ?? []
    const hold = HELD[kind] as (value: unknown) => number | bigint
    for (let at = 0; at < rows.length; at++) {
      const value = values[rows[at]] ?? null
      array[at] = hold(value)
      if (flags !== undefined) flags[at] = value === null ? 0 : 1
    }
  }
}
