/**
 * How the parts of a run are decided. Without load balancing in one pass: read, decide, write. With it in two, because a
 * day's volume is only known when all contacts have been counted:
 *
 *   pass 1   read part ─ release ─ count ─ spill
 *   plan     from the counts of all parts
 *   pass 2   load part ─ place ─ limits ─ write
 *
 * In each pass the next part is read, and the last one written, while the rules run on the one at hand.
 */
import { join } from "node:path"
import type { ContactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { decideBatch, placeBatch, releaseBatch } from "@almanac/core/decide/decide"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { Connection, Database, SqlError } from "../database/database.ts"
import { statement } from "../database/statement.ts"
import { eachAhead } from "./ahead.ts"
import { type PlannedOrg, planRun, RunCounts } from "./balance.ts"
import type { Output } from "./output.ts"
import { type Part, PartBuffers, type PartRange } from "./part.ts"
import { openPartReader, type PartReader, readPart } from "./read-part.ts"
import { loadPart, type SpilledPart, spillPart } from "./spill.ts"
import type { Stage } from "./stage.ts"
import type { Totals } from "./totals.ts"
import { labelWriter, type PartWriter, partWriter } from "./write-part.ts"

export interface PassContext {
  readonly database: Database
  readonly main: Connection
  readonly book: Rulebook
  readonly stage: Stage
  readonly output: Output
  readonly runId: string
  readonly totals: Totals
  /** Called with the rejects and warnings of each part. */
  readonly recordFindings: (part: Part) => Effect.Effect<void, SqlError>
  readonly onContacts: (phase: "counting" | "deciding") => void
  /** Notes how long a step took since the last note. */
  readonly lap: (name: string) => void
}

/** Two sets of columns: one in use while the other is read into or written from. */
interface Slot {
  readonly reader: PartReader
  readonly buffers: PartBuffers
  readonly rows: RowColumns
  readonly writer: PartWriter
  /** What still uses the rows (spilling), or the writer (writing). */
  busy: Fiber.Fiber<unknown, SqlError> | undefined
}

type Slots = (index: number) => Slot

const openSlots = ({ database, book, runId }: PassContext) =>
  Effect.map(
    Effect.forEach(["a", "b"], (name) =>
      Effect.gen(function* () {
        const slot: Slot = {
          reader: yield* openPartReader(database),
          buffers: new PartBuffers(),
          rows: new RowColumns(),
          writer: yield* partWriter(yield* database.connect, book, runId, name),
          busy: undefined,
        }
        return slot
      }),
    ),
    (slots): Slots =>
      (index) =>
        slots[index % slots.length] as Slot,
  )

/** Contacts decided at a stretch; in between, what DuckDB has finished is taken further. */
const SLICE = 4_096

const inSlices = (contacts: number, decide: (from: number, to: number) => void): Effect.Effect<void> =>
  Effect.gen(function* () {
    for (let from = 0; from < contacts; from += SLICE) {
      decide(from, Math.min(contacts, from + SLICE))
      yield* Effect.yieldNow
    }
  })

const free = (slot: Slot): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    if (slot.busy !== undefined) yield* Fiber.join(slot.busy)
    slot.busy = undefined
  })

const freeAll = (slots: Slots) => Effect.forEach([0, 1], (index) => free(slots(index)), { discard: true })

/** Decides in one pass, without load balancing. */
export const decideUnbalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<void, SqlError, Scope.Scope> {
  const { book, stage, totals } = context
  const slots = yield* openSlots(context)
  const write = writing(context, slots)
  yield* eachAhead(
    stage.parts.length,
    (index) => readPart(slots(index).reader, stage, stage.parts[index] as PartRange, slots(index).buffers),
    (part, index) =>
      Effect.gen(function* () {
        const { rows } = slots(index)
        yield* inSlices(part.contacts.count, (from, to) => decideBatch(book, part.contacts, rows, from, to))
        totals.addContacts(part.contacts)
        totals.rejects += part.rejects.length
        yield* context.recordFindings(part)
        yield* write(part.contacts, index)
      }),
  )
  yield* freeAll(slots)
})

/** Decides in two passes around the plan, which is returned by dense organisation number. */
export const decideBalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<ReadonlyArray<PlannedOrg>, SqlError, Scope.Scope> {
  const { book, main, output, stage, totals } = context
  const slots = yield* openSlots(context)
  yield* main.run(statement("run/plan_tables"))
  const counts = new RunCounts(main)
  const spilled: Array<SpilledPart> = []
  yield* eachAhead(
    stage.parts.length,
    (index) => {
      const slot = slots(index)
      return Effect.flatMap(free(slot), () =>
        readPart(slot.reader, stage, stage.parts[index] as PartRange, slot.buffers),
      )
    },
    (part, index) =>
      Effect.gen(function* () {
        const slot = slots(index)
        yield* inSlices(part.contacts.count, (from, to) =>
          releaseBatch(book, part.contacts, slot.rows, counts.counts, from, to),
        )
        totals.addContacts(part.contacts)
        totals.rejects += part.rejects.length
        yield* context.recordFindings(part)
        yield* counts.relieve
        const file = join(output.work, `part-${index}`)
        slot.busy = yield* Effect.forkScoped(
          Effect.map(spillPart(file, part.contacts, slot.rows), (part) => (spilled[index] = part)),
        )
        context.onContacts("counting")
      }),
  )
  yield* freeAll(slots)
  yield* counts.flush
  context.lap("count_seconds")
  const plan = yield* planRun(main, book, totals.contactsByOrg, spilled)
  const shares = plan.map((org) => org.shares)
  context.lap("plan_seconds")
  const write = writing(context, slots)
  yield* eachAhead(
    spilled.length,
    (index) => loadPart(spilled[index] as SpilledPart, slots(index).buffers, slots(index).rows),
    (contacts, index) =>
      Effect.gen(function* () {
        const { rows } = slots(index)
        let firstRow = 0
        yield* inSlices(contacts.count, (from, to) => {
          firstRow = placeBatch(book, contacts, rows, shares, from, to, firstRow)
        })
        yield* write(contacts, index)
      }),
  )
  yield* freeAll(slots)
  return plan
})

/** Appends the rows of a slot and starts writing them. */
const writing = (context: PassContext, slots: Slots) => {
  const writeLabels = labelWriter(context.main, context.book)
  return (contacts: ContactColumns, index: number): Effect.Effect<void, SqlError, Scope.Scope> =>
    Effect.gen(function* () {
      const slot = slots(index)
      context.totals.addRows(contacts, slot.rows)
      yield* writeLabels
      yield* free(slot)
      context.totals.rows += yield* slot.writer.append(contacts, slot.rows)
      slot.busy = yield* Effect.forkScoped(slot.writer.write(context.output.schedules(index)))
      context.onContacts("deciding")
    })
}
