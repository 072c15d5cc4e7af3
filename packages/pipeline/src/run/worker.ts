/**
 * One worker of a run. It performs each step on its parts, one part after another. It reuses its columns and
 * has a DuckDB of its own, with one thread. Workers share only the scratch directory. The steps without load
 * balancing, and then with it:
 *
 *   decide   read part ─ decide ─ write
 *
 *   count    read part ─ release ─ count ─ spill
 *   rank     load part ─ ranks of the emails of split cells
 *   place    load part ─ place ─ limits ─ write
 *
 * A worker can take over the parts that a worker of another process has counted. Otherwise, a part that an earlier process
 * has counted is read and released again.
 */
import { join } from "node:path"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { decideBatch, placeBatch, releaseBatch } from "@almanac/core/decide/decide"
import { OrgShares } from "@almanac/core/plan/apply"
import { Counts } from "@almanac/core/plan/counts"
import type { NumberedSplits } from "@almanac/core/plan/splits"
import { ContactCursor } from "@almanac/core/rules/contact-cursor"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import { Rules } from "@almanac/core/services/rules"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { openClient } from "@almanac/duckdb/database"
import type { SqlError } from "@almanac/duckdb/sql-error"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Spill } from "../count/spill.ts"
import { countsWriter } from "../count/write-counts.ts"
import { recordFindings } from "../parts/findings.ts"
import { type Part, PartBuffers, type PartRange } from "../parts/part.ts"
import { readPart } from "../parts/read-part.ts"
import { writeRanks } from "../plan/split-ranks.ts"
import { stagedFile } from "../stage/stage.ts"
import type { StagedTable } from "../stage/staged-tables.ts"
import { statement } from "../statement.ts"
import { COLUMN_DEFINITIONS } from "../write/columns.ts"
import { type PartWriter, partWriter } from "../write/write-part.ts"
import { writeData } from "./data-file.ts"
import { schedulesFile } from "./layout.ts"
import type { PartReport, Task, TaskError, WorkerSetup } from "./task.ts"
import { Tally } from "./totals.ts"
import { partTotalsFile, workerFile, writeFindings } from "./worker-files.ts"

export interface TaskRunner {
  /** Performs a step on all parts and calls `report` for each. */
  readonly perform: (task: Task, report: (part: PartReport) => void) => Effect.Effect<void, TaskError>
}

/** When there are more counts than this, they are written to a file and counting starts again from zero. */
const MAX_COUNTS = 500_000

/** Counts for which memory is reserved at the start, because growing the table costs more than the memory. */
const EXPECTED_COUNTS = 125_000

/**
 * The most rows of one call. V8 compiles a function that is called often once. It would compile a long loop
 * again and again while the loop runs.
 */
const SLICE = 1_024

/** Cuts the range `[0, count)` into slices, at least one. */
function* slices(count: number): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from === 0 || from < count; from += SLICE) {
    yield { from, to: Math.min(from + SLICE, count) }
  }
}

export const openWorker = (setup: WorkerSetup): Effect.Effect<TaskRunner, TaskError, Scope.Scope | Rules> =>
  Effect.gen(function* () {
    const sql = yield* openClient({
      threads: 1,
      memoryLimitMb: setup.databaseMemoryMb,
      tempDirectory: join(setup.work, `spill-${setup.worker}`),
    })
    yield* sql`${statement("worker/tables", COLUMN_DEFINITIONS)}`
    yield* sql`SET parquet_metadata_cache = true`
    // Without these optimisers, a join keeps the order of the rows.
    yield* sql`SET disabled_optimizers = 'join_order,build_side_probe_side'`
    const book = yield* Rules
    const worker = new Worker(setup, sql, book, yield* partWriter(sql, book, setup.runId))
    if (setup.counted !== undefined) yield* worker.takeOver
    return { perform: (task, report) => worker.perform(task, report) }
  })

class Worker implements TaskRunner {
  readonly #setup: WorkerSetup
  readonly #sql: DuckDbClient
  readonly #book: Rulebook
  readonly #writer: PartWriter
  readonly #buffers = new PartBuffers()
  readonly #rows = new RowColumns()
  readonly #spill: Spill

  constructor(setup: WorkerSetup, sql: DuckDbClient, book: Rulebook, writer: PartWriter) {
    this.#setup = setup
    this.#sql = sql
    this.#book = book
    this.#writer = writer
    this.#spill = new Spill(setup.counted ?? setup.work, this.#buffers, this.#rows)
  }

  perform(task: Task, report: (part: PartReport) => void): Effect.Effect<void, TaskError> {
    switch (task.name) {
      case "decide":
        return this.#decide(report)
      case "count":
        return this.#count(report)
      case "rank":
        return this.#rank(task.splits)
      case "place": {
        const { today } = this.#book
        const plan = task.plan.map(({ splits, smoothedDates }) => new OrgShares(today, splits, smoothedDates))
        return this.#place(plan, task.written, report)
      }
    }
  }

  /** Takes over the parts that the worker of another process has counted. */
  get takeOver(): Effect.Effect<void, TaskError> {
    return this.#spill.readIndex(this.#setup.worker, this.#book.labels)
  }

  #decide(report: (part: PartReport) => void): Effect.Effect<void, TaskError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#setup.orgCount)
      for (const range of this.#setup.parts) {
        const contacts = yield* this.#readFirst(range, tally)
        const cursor = this.#cursorOver(contacts)
        for (const { from, to } of slices(contacts.count)) decideBatch(cursor, from, to)
        yield* this.#write(range.index, contacts, report)
      }
      yield* this.#writeResults(tally)
    })
  }

  #count(report: (part: PartReport) => void): Effect.Effect<void, TaskError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#setup.orgCount)
      const counts = new Counts(EXPECTED_COUNTS)
      const writeCounts = countsWriter(this.#sql)
      let files = 0
      const flushCounts = () => {
        const { work, worker } = this.#setup
        return writeCounts(counts, workerFile(work, "counts", `${worker}-${files++}`))
      }
      for (const range of this.#setup.parts) {
        const contacts = yield* this.#readFirst(range, tally)
        this.#release(contacts, counts)
        yield* this.#spill.keep(range.index, contacts)
        if (counts.size > MAX_COUNTS) yield* flushCounts()
        report({ part: range.index, contacts: contacts.count, rows: 0 })
      }
      yield* flushCounts()
      yield* this.#spill.writeIndex(this.#setup.worker, this.#book.labels)
      yield* this.#writeResults(tally)
    })
  }

  #rank(splits: ReadonlyArray<NumberedSplits>): Effect.Effect<void, TaskError> {
    const { work, worker } = this.#setup
    const [ranks, counts] = [workerFile(work, "ranks", worker), workerFile(work, "rank_counts", worker)]
    return writeRanks(this.#sql, splits, this.#spilledParts(), ranks, counts)
  }

  *#spilledParts(): Generator<ContactCursor, undefined> {
    for (const contacts of this.#spill.loadAll()) yield this.#cursorOver(contacts)
  }

  #place(
    plan: ReadonlyArray<OrgShares>,
    written: ReadonlySet<number>,
    report: (part: PartReport) => void,
  ): Effect.Effect<void, TaskError> {
    return Effect.gen({ self: this }, function* () {
      for (const range of this.#setup.parts) {
        if (written.has(range.index)) continue
        const contacts = yield* this.#released(range)
        const cursor = this.#cursorOver(contacts)
        for (const { from, to } of slices(contacts.count)) placeBatch(cursor, plan, from, to)
        yield* this.#write(range.index, contacts, report)
        if (this.#setup.counted === undefined) yield* this.#spill.discard(range.index)
      }
    })
  }

  /** Returns the contacts of a counted part and puts their released rows into `#rows`. */
  #released(range: PartRange): Effect.Effect<ContactColumns, TaskError> {
    return Effect.gen({ self: this }, function* () {
      const loaded = yield* this.#spill.load(range.index)
      if (loaded !== undefined) return loaded
      const { contacts } = yield* this.#read(range)
      this.#release(contacts, new Counts())
      return contacts
    })
  }

  #release(contacts: ContactColumns, counts: Counts): void {
    const cursor = this.#cursorOver(contacts)
    for (const { from, to } of slices(contacts.count)) releaseBatch(cursor, counts, from, to)
  }

  #cursorOver(contacts: ContactColumns): ContactCursor {
    return new ContactCursor(this.#book, contacts, this.#rows)
  }

  /** Reads a part for the first time. It counts the contacts and records the rejects and warnings. */
  #readFirst(range: PartRange, tally: Tally): Effect.Effect<ContactColumns, TaskError> {
    return Effect.gen({ self: this }, function* () {
      const part = yield* this.#read(range)
      yield* recordFindings(this.#sql, part)
      tally.addContacts(part.contacts, part.rejects.length)
      return part.contacts
    })
  }

  #read(range: PartRange): Effect.Effect<Part, SqlError> {
    const { campaigns } = this.#book
    const files = (table: StagedTable) => [stagedFile(this.#setup.work, table)]
    return readPart(this.#sql, { campaigns, files }, range, this.#buffers)
  }

  #write(
    index: number,
    contacts: ContactColumns,
    report: (part: PartReport) => void,
  ): Effect.Effect<void, TaskError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#setup.orgCount)
      for (const { from, to } of slices(this.#rows.count)) tally.addRows(contacts, this.#rows, from, to)
      const file = schedulesFile(this.#setup.schedules, index)
      const { rows, rowHash } = yield* this.#writer.write(contacts, this.#rows, file)
      tally.addWritten(rows, rowHash)
      yield* writeData(partTotalsFile(this.#setup.work, index), tally.totals)
      report({ part: index, contacts: contacts.count, rows })
    })
  }

  /** Writes the totals and the rejects and warnings to files, for the main thread to gather. */
  #writeResults(tally: Tally): Effect.Effect<void, TaskError> {
    const { work, worker } = this.#setup
    return Effect.andThen(
      writeData(workerFile(work, "totals", worker), tally.totals),
      writeFindings(this.#sql, work, worker),
    )
  }
}
