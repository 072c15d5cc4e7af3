/**
 * Load balancing in memory, for tests: takes batches of records, returns the plans of their organisations and
 * rows.
 */
import type { ContactColumns } from "../columns/contacts.ts"
import { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import { placeBatch, releaseBatch } from "../decide/decide.ts"
import { PRE_SCHEDULED } from "../domain/decision.ts"
import { applyPlan, OrgShares } from "../plan/apply.ts"
import { type Count, Counts } from "../plan/counts.ts"
import { cutCounts, draftOrg, type OrgDraft, withRanks } from "../plan/plan.ts"
import { numberSplits, splitOf } from "../plan/splits.ts"
import type { ContactRecord, ScheduleRow } from "../record/records.ts"
import { toColumns } from "../record/to-columns.ts"
import { toRows } from "../record/to-rows.ts"
import { ContactCursor } from "../rules/contact-cursor.ts"
import type { Rulebook } from "../rules/rulebook.ts"

export interface Planned {
  readonly book: Rulebook
  /** Numbers of the organisations, counted from 0. */
  readonly orgs: ReadonlyMap<bigint, number>
  /** By number of the organisation, like the shares. */
  readonly drafts: ReadonlyArray<OrgDraft>
  readonly shares: ReadonlyArray<OrgShares>
}

/** Reused, because making new columns for every contact would take most of the time. */
const scratch = new RowColumns()

type Batch = ReadonlyArray<ContactRecord>

function columnsOf({ book, orgs }: Pick<Planned, "book" | "orgs">, batch: Batch): ContactColumns {
  const contacts = toColumns(batch, book.campaigns)
  batch.forEach(({ orgId }, i) => {
    contacts.org[i] = orgs.get(orgId) as number
  })
  return contacts
}

/** Plans all organisations batch by batch, in the passes of a run. */
export function planRecords(book: Rulebook, batches: ReadonlyArray<Batch>): Planned {
  const records = batches.flat()
  const byOrg = Map.groupBy(records, ({ orgId }) => orgId)
  const orgs = new Map([...byOrg.keys()].sort((a, b) => (a < b ? -1 : 1)).map((org, n) => [org, n]))
  const released = batches.map((batch) => columnsOf({ book, orgs }, batch))
  const rows = scratch
  const total = new Counts()
  for (const contacts of released) {
    const counts = new Counts()
    releaseBatch(new ContactCursor(book, contacts, rows), counts)
    for (const entry of Counts.unpack(counts.packed())) total.add(...entry)
  }
  const counts = total.byOrg
  const drafts = [...orgs].map(([org, n]) =>
    draftOrg(book.organisations.of(org), book.today, byOrg.get(org)?.length ?? 0, counts[n] ?? []),
  )
  const numbered = drafts.map((draft) => numberSplits(book.today, draft, 0))
  const ranks = drafts.map(({ splits }) => splits.map((): Array<bigint> => []))
  for (const contacts of released) {
    const cursor = new ContactCursor(book, contacts, rows)
    releaseBatch(cursor, new Counts())
    for (let row = 0; row < rows.count; row++) {
      const org = contacts.org[rows.contact[row]]
      const split = splitOf(cursor, numbered[org], row)
      if (split >= 0) {
        const rank = (BigInt(rows.hashHigh[row]) << 32n) | BigInt(rows.hashLow[row])
        ranks[org]?.[split]?.push(rank)
      }
    }
  }
  const ids = [...orgs.keys()]
  const shares = drafts.map((draft, org) => {
    const splits = draft.splits.map((split, n) => {
      const sorted = (ranks[org]?.[n] ?? []).sort((a, b) => (a < b ? -1 : 1))
      return withRanks(
        split,
        cutCounts(split).map((position) => sorted[position - 1]),
      )
    })
    return new OrgShares(book.today, splits, draft.smoothedDates, byOrg.get(ids[org])?.length)
  })
  return { book, orgs, drafts, shares }
}

export interface Released {
  readonly cursor: ContactCursor
  /** Counts of all organisations together. */
  readonly counts: ReadonlyArray<Count>
}

/** Releases a batch and counts it. */
export function releaseRecords(book: Rulebook, batch: Batch): Released {
  const cursor = new ContactCursor(book, toColumns(batch, book.campaigns), new RowColumns())
  const counts = new Counts()
  releaseBatch(cursor, counts)
  const together = new Counts()
  for (const [, ...count] of Counts.unpack(counts.packed())) together.add(0, ...count)
  return { cursor, counts: together.byOrg[0] ?? [] }
}

/** The output rows of a batch under a plan. */
export function placeRecords(planned: Planned, batch: Batch): Array<ScheduleRow> {
  const { book, shares } = planned
  const contacts = columnsOf(planned, batch)
  const cursor = new ContactCursor(book, contacts, scratch)
  releaseBatch(cursor, new Counts())
  placeBatch(cursor, shares)
  return toRows(book, contacts, scratch)
}

/** A planned row with its days before and after the plan, before the limits of its contact are applied. */
export interface MovedRow {
  readonly org: number
  readonly release: Day
  readonly day: Day
  readonly row: number
}

export interface MovedBatch {
  readonly cursor: ContactCursor
  readonly moved: ReadonlyArray<MovedRow>
}

/** Moves the rows of a batch to their planned days. */
export function moveRecords(planned: Planned, batch: Batch): MovedBatch {
  const { book, shares } = planned
  const cursor = new ContactCursor(book, columnsOf(planned, batch), new RowColumns())
  const { contacts, rows } = cursor
  releaseBatch(cursor, new Counts())
  const releases = Int32Array.from(rows.send.subarray(0, rows.count))
  const orgOf = (row: number): number => contacts.org[rows.contact[row]]
  for (let i = 0; i < contacts.count; i++) {
    cursor.moveToRowsOf(i)
    applyPlan(cursor, shares[contacts.org[i]])
  }
  const moved = [...releases].flatMap((release, row) =>
    rows.status[row] === PRE_SCHEDULED ? [{ org: orgOf(row), release, day: rows.send[row], row }] : [],
  )
  return { cursor, moved }
}
