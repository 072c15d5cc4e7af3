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
 * A part that an earlier process has counted cannot be loaded. It is read and released again.
 */
import { rmSync } from "node:fs"
import { join } from "node:path"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { decideBatch, placeBatch, releaseBatch } from "@almanac/core/decide/decide"
import { OrgShares } from "@almanac/core/plan/apply"
import { Counts } from "@almanac/core/plan/counts"
import type { NumberedSplits } from "@almanac/core/plan/splits"
import { type Rulebook, rulebook } from "@almanac/core/rules/rulebook"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Connection, openDatabase, type SqlError } from "../database/database.ts"
import { fileLiteral } from "../database/paths.ts"
import { statement } from "../database/statement.ts"
import { recordFindings } from "./findings.ts"
import { countsWriter } from "./leave-counts.ts"
import { schedulesFile } from "./output.ts"
import { type Part, PartBuffers, type PartRange } from "./part.ts"
import { readPart } from "./read-part.ts"
import { loadPart, type SpilledPart, spillPart } from "./spill.ts"
import { leaveRanks, type ReleasedPart } from "./split-ranks.ts"
import { type StagedTable, stagedFile } from "./stage.ts"
import { Tally, writeTotals } from "./totals.ts"
import {
  type PartReport,
  partTotalsFile,
  type Step,
  type WorkOrder,
  type Yield,
  yieldFile,
} from "./work-order.ts"
import { type PartWriter, partWriter } from "./write-part.ts"

export interface Decider {
  /** Performs a step on all parts and calls `report` for each. */
  readonly perform: (step: Step, report: (part: PartReport) => void) => Effect.Effect<void, SqlError>
}

/** When there are more counts than this, they are written to a file and counting starts again from zero. */
const MAX_COUNTS = 500_000

/** Counts for which memory is reserved at the start, because growing the table costs more than the memory. */
const EXPECTED_COUNTS = 125_000

/**
 * The most rows of one call. V8 compiles a function that is called often once. It would compile a long loop
 * again and again while the loop runs.
 */
const STRETCH = 1_024

/** Cuts the range `[0, count)` into stretches, at least one. */
function* stretches(count: number): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from === 0 || from < count; from += STRETCH) {
    yield { from, to: Math.min(from + STRETCH, count) }
  }
}

export const openDecider = (order: WorkOrder): Effect.Effect<Decider, SqlError, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* openDatabase({
      threads: 1,
      memoryLimitMb: order.databaseMemoryMb,
      tempDirectory: join(order.work, `spill-${order.worker}`),
    })
    const connection = yield* database.connect
    yield* connection.run(statement("run/worker_tables"))
    yield* connection.run("SET parquet_metadata_cache = true")
    // Without these optimisers, a join keeps the order of the rows.
    yield* connection.run("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    const book = rulebook(order.config, order.campaigns, order.today)
    const worker = new Worker(order, connection, book, yield* partWriter(connection, book, order.runId))
    return { perform: (step, report) => worker.perform(step, report) }
  })

class Worker implements Decider {
  readonly #order: WorkOrder
  readonly #connection: Connection
  readonly #book: Rulebook
  readonly #writer: PartWriter
  readonly #buffers = new PartBuffers()
  readonly #rows = new RowColumns()
  readonly #spilled = new Map<number, SpilledPart>()

  constructor(order: WorkOrder, connection: Connection, book: Rulebook, writer: PartWriter) {
    this.#order = order
    this.#connection = connection
    this.#book = book
    this.#writer = writer
  }

  perform(step: Step, report: (part: PartReport) => void): Effect.Effect<void, SqlError> {
    switch (step.name) {
      case "decide":
        return this.#decide(report)
      case "count":
        return this.#count(report)
      case "rank":
        return this.#rank(step.splits)
      case "place": {
        const { today } = this.#book
        const plan = step.plan.map(({ splits, smoothedDates }) => new OrgShares(today, splits, smoothedDates))
        return this.#place(plan, step.written, report)
      }
    }
  }

  #decide(report: (part: PartReport) => void): Effect.Effect<void, SqlError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#order.orgCount)
      for (const range of this.#order.parts) {
        const contacts = yield* this.#meet(range, tally)
        for (const { from, to } of stretches(contacts.count)) {
          decideBatch(this.#book, contacts, this.#rows, from, to)
        }
        yield* this.#write(range.index, contacts, report)
      }
      yield* this.#leave(tally, "rejects", "warnings")
    })
  }

  #count(report: (part: PartReport) => void): Effect.Effect<void, SqlError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#order.orgCount)
      const counts = new Counts(EXPECTED_COUNTS)
      const writeCounts = countsWriter(this.#connection)
      let left = 0
      const leaveCounts = () => {
        const { work, worker } = this.#order
        return writeCounts(counts, yieldFile(work, "counts", `${worker}-${left++}`))
      }
      for (const range of this.#order.parts) {
        const contacts = yield* this.#meet(range, tally)
        this.#release(contacts, counts)
        const file = join(this.#order.work, `part-${range.index}.spill`)
        this.#spilled.set(range.index, spillPart(file, contacts, this.#rows))
        if (counts.size > MAX_COUNTS) yield* leaveCounts()
        report({ part: range.index, contacts: contacts.count, rows: 0 })
      }
      yield* leaveCounts()
      yield* this.#leave(tally, "rejects", "warnings")
    })
  }

  #rank(splits: ReadonlyArray<NumberedSplits>): Effect.Effect<void, SqlError> {
    const { work, worker } = this.#order
    return leaveRanks(
      this.#connection,
      this.#book,
      splits,
      this.#spilledParts(),
      yieldFile(work, "ranks", worker),
    )
  }

  *#spilledParts(): Generator<ReleasedPart, undefined> {
    for (const part of this.#spilled.values()) {
      yield { contacts: loadPart(part, this.#buffers, this.#rows), rows: this.#rows }
    }
  }

  #place(
    plan: ReadonlyArray<OrgShares>,
    written: ReadonlySet<number>,
    report: (part: PartReport) => void,
  ): Effect.Effect<void, SqlError> {
    return Effect.gen({ self: this }, function* () {
      for (const range of this.#order.parts) {
        if (written.has(range.index)) continue
        const contacts = yield* this.#released(range)
        let row = 0
        for (const { from, to } of stretches(contacts.count)) {
          row = placeBatch(this.#book, contacts, this.#rows, plan, from, to, row)
        }
        yield* this.#write(range.index, contacts, report)
        this.#discard(range)
      }
    })
  }

  /** Removes the spilled file of a part, which is not loaded again. */
  #discard({ index }: PartRange): void {
    const spilled = this.#spilled.get(index)
    if (spilled !== undefined) rmSync(spilled.file)
  }

  /** Returns the contacts of a counted part and puts their released rows into `#rows`. */
  #released(range: PartRange): Effect.Effect<ContactColumns, SqlError> {
    const spilled = this.#spilled.get(range.index)
    if (spilled !== undefined) return Effect.sync(() => loadPart(spilled, this.#buffers, this.#rows))
    return Effect.map(this.#read(range), ({ contacts }) => {
      this.#release(contacts, new Counts())
      return contacts
    })
  }

  #release(contacts: ContactColumns, counts: Counts): void {
    for (const { from, to } of stretches(contacts.count)) {
      releaseBatch(this.#book, contacts, this.#rows, counts, from, to)
    }
  }

  /** Reads a part for the first time. It counts the contacts and records the rejects and warnings. */
  #meet(range: PartRange, tally: Tally): Effect.Effect<ContactColumns, SqlError> {
    return Effect.gen({ self: this }, function* () {
      const part = yield* this.#read(range)
      yield* recordFindings(this.#connection, part)
      tally.addContacts(part.contacts, part.rejects.length)
      return part.contacts
    })
  }

  #read(range: PartRange): Effect.Effect<Part, SqlError> {
    const { campaigns, work } = this.#order
    const file = (table: StagedTable): string => stagedFile(work, table)
    return readPart(this.#connection, { campaigns, file }, range, this.#buffers)
  }

  #write(
    index: number,
    contacts: ContactColumns,
    report: (part: PartReport) => void,
  ): Effect.Effect<void, SqlError> {
    return Effect.gen({ self: this }, function* () {
      const tally = new Tally(this.#order.orgCount)
      for (const { from, to } of stretches(this.#rows.count)) tally.addRows(contacts, this.#rows, from, to)
      const file = schedulesFile(this.#order.schedules, index)
      const { rows, rowHash } = yield* this.#writer.write(contacts, this.#rows, file)
      tally.addWritten(rows, rowHash)
      writeTotals(partTotalsFile(this.#order.work, index), tally.totals)
      report({ part: index, contacts: contacts.count, rows })
    })
  }

  /** Writes the totals and the tables of findings to files, for the main thread to read. */
  #leave(tally: Tally, ...names: ReadonlyArray<TableYield>): Effect.Effect<void, SqlError> {
    const { work, worker } = this.#order
    writeTotals(yieldFile(work, "totals", worker), tally.totals)
    return Effect.forEach(names, (name) => this.#leaveTable(name), { discard: true })
  }

  #leaveTable(name: TableYield): Effect.Effect<void, SqlError> {
    const { work, worker } = this.#order
    return this.#connection.run(
      statement("run/leave_table", { table: TABLES[name], file: fileLiteral(yieldFile(work, name, worker)) }),
    )
  }
}

type TableYield = Extract<Yield, "rejects" | "warnings">

const TABLES: Readonly<Record<TableYield, string>> = {
  rejects: "reject",
  warnings: "warning",
}
