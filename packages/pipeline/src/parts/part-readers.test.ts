import { type ContactColumns, contactColumns } from "@almanac/core/columns/contacts"
import { BYTES, type ColumnKind, type NamedColumns, view } from "@almanac/duckdb/vectors"
import { expect, test } from "vitest"
import { STAGED_COLUMNS, type StagedName, type StagedTable } from "../stage/staged-tables.ts"
import { ContactReader, type Findings, HistoryReader, type RowReader } from "./part-readers.ts"

type Row = ReadonlyArray<number>

/** Passes the rows to the reader in the form of DuckDB's chunks, with `size` rows each. */
function feed<T extends StagedTable>(reader: RowReader<T>, table: T, rows: ReadonlyArray<Row>, size: number) {
  for (let at = 0; at < rows.length; at += size) {
    const chunk = rows.slice(at, at + size)
    const columns = Object.entries<ColumnKind>(STAGED_COLUMNS[table]).map(([name, kind], c) => {
      const column = view(kind, new Uint8Array(chunk.length * BYTES[kind]))
      chunk.forEach((row, r) => {
        column[kind === "int64" ? 2 * r : r] = row[c]
      })
      return [name, column]
    })
    reader.put(Object.fromEntries(columns) as NamedColumns<StagedName<T>>, chunk.length)
  }
  reader.finish()
}

/**
 * Contacts 10, 20, …, with states 1, 2, …. Every third contact is a reject; every fifth has two rows instead.
 */
const CONTACTS: ReadonlyArray<Row> = Array.from({ length: 40 }, (_, k) => k + 1).flatMap((k) => {
  const ofContact = [10 * k, k % 4, 3, k, 100 + k, 200 + k]
  const reachedBy = [k % 7, k % 3, k % 2]
  const optedOutOf = [k % 2, 300 + k, 1 - (k % 2)]
  const row = (found: number, rowNumber: number): Row => [
    ...ofContact,
    ...reachedBy,
    ...optedOutOf,
    found,
    rowNumber,
  ]
  return k % 5 === 0 ? [row(0, k), row(0, 1000 + k)] : [row(k % 3 === 0 ? 2 : 0, k)]
})

const KEPT = Array.from({ length: 40 }, (_, k) => k + 1).filter((k) => k % 5 === 0 || k % 3 !== 0)

function read(size: number): { contacts: ContactColumns; findings: Findings } {
  const contacts = contactColumns(100, 0, 200)
  const findings: Findings = { rejects: [], warnings: [] }
  feed(new ContactReader(contacts, findings), "contacts", CONTACTS, size)
  return { contacts, findings }
}

const numbers = (column: ArrayLike<number | bigint>, count: number): Array<number> =>
  Array.from({ length: count }, (_, i) => Number(column[i]))

test.each([1, 2, 3, 7, 16, 100])(
  "contacts that are neither rejects nor duplicates are kept, chunks of %i",
  (size) => {
    const { contacts, findings } = read(size)
    const of = (column: ArrayLike<number | bigint>) => numbers(column, contacts.count)
    expect(of(contacts.id)).toEqual(KEPT.map((k) => 10 * k))
    expect(of(contacts.orgId)).toEqual(KEPT.map((k) => k % 4))
    expect(of(contacts.org)).toEqual(KEPT.map(() => 3))
    expect(of(contacts.state)).toEqual(KEPT)
    expect(of(contacts.birthDate)).toEqual(KEPT.map((k) => 100 + k))
    expect(of(contacts.effectiveDate)).toEqual(KEPT.map((k) => 200 + k))
    expect(of(contacts.zone)).toEqual(KEPT.map((k) => k % 7))
    expect(of(contacts.phone)).toEqual(KEPT.map((k) => k % 3))
    expect(of(contacts.smsConsent)).toEqual(KEPT.map((k) => k % 2))
    expect(of(contacts.suppressed)).toEqual(KEPT.map((k) => k % 2))
    expect(of(contacts.suppressedTypes)).toEqual(KEPT.map((k) => 300 + k))
    expect(of(contacts.smsSuppressed)).toEqual(KEPT.map((k) => 1 - (k % 2)))
    const dropped = CONTACTS.map((row) => ({
      id: row[0],
      found: row.at(-2) ?? 0,
      row: row.at(-1) ?? 0,
    })).filter(({ found, row }) => found !== 0 || row > 1000)
    expect(
      findings.rejects.map(({ contactId, rowNumber, reason }) => [contactId, rowNumber, reason]),
    ).toEqual(
      dropped.map(({ id, found, row }) => [
        String(id),
        BigInt(row),
        found === 0 ? "duplicate_id" : "invalid_email",
      ]),
    )
  },
)

test.each([1, 2, 3, 7, 16, 300])("history stands with its contact, chunks of %i", (size) => {
  const { contacts, findings } = read(100)
  // Three rows for each of the ids 5, 10, 15, …. At least half of the ids belong to no contact or to a
  // reject. Every fourth row has an unknown status.
  const rows = Array.from({ length: 180 }, (_, k): Row => {
    const status = k % 4 === 0 ? 255 : k % 3
    return [5 * (1 + Math.floor(k / 3)), k, k % 7, status, 300 + k, 400 + k, 1, 500 + k, k % 6, 1, 600 + k]
  })
  feed(new HistoryReader(contacts, findings), "history", rows, size)
  const kept = rows.filter(([id, , , status]) => KEPT.includes(id / 10) && status !== 255)
  const { history } = contacts
  const of = (column: ArrayLike<number | bigint>) => numbers(column, kept.length)
  const column = (c: number) => kept.map((row) => row[c])
  expect(of(history.id)).toEqual(column(1))
  expect(of(history.type)).toEqual(column(2))
  expect(of(history.status)).toEqual(column(3))
  expect(of(history.sentOn)).toEqual(column(4))
  expect(of(history.event)).toEqual(column(5))
  expect(of(history.hasInstance)).toEqual(column(6))
  expect(of(history.instanceId)).toEqual(column(7))
  expect(of(history.instance)).toEqual(column(8))
  expect(of(history.hasParent)).toEqual(column(9))
  expect(of(history.parentId)).toEqual(column(10))
  const ids = numbers(contacts.id, contacts.count)
  expect(numbers(history.start, contacts.count + 1)).toEqual(
    [...ids, Infinity].map((id) => kept.filter(([contact]) => contact < id).length),
  )
  expect(findings.warnings).toHaveLength(rows.length - kept.length)
})
