/**
 * The passes over the contacts of a run. Without load balancing, one pass decides all contacts. With load
 * balancing there are two, because the volume of a day is known only when all contacts have been counted:
 *
 *   count    every worker counts the emails of its parts              → counts of all parts
 *   plan     the main thread plans; workers rank emails in cut cells  → the plan
 *   place    every worker places and writes its parts                 → schedules
 *
 * The journal records the counting and each written part, so that a resumed run does not do them again.
 */
import { Rules } from "@almanac/core/services/rules"
import type { FileError } from "@almanac/files/file-error"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type { PartRange } from "../parts/part.ts"
import { appliedPlan, cutDrafts, draftOrgs, type PlannedOrg, splitsOf } from "../plan/plan-run.ts"
import type { RunContext } from "./context.ts"
import { schedulesFile } from "./layout.ts"
import type { RunOptions } from "./options.ts"
import type { PartReport } from "./task.ts"
import { sumTotals, type Totals } from "./totals.ts"
import type { TaskRunner } from "./worker.ts"
import {
  discardWorkerFiles,
  gatherRanks,
  gatherTable,
  gatherTotals,
  partTotals,
  partTotalsFile,
  workerFiles,
} from "./worker-files.ts"

export interface Passes extends RunContext {
  readonly workers: TaskRunner
  readonly parts: ReadonlyArray<PartRange>
  /** The ids of the organisations, indexed by dense number. */
  readonly orgs: ReadonlyArray<bigint>
  /** Number of staged contact rows, for the progress. */
  readonly contacts: number
}

export interface Planned {
  /** The totals of counting. */
  readonly counted: Totals
  /** Indexed by dense organisation number. */
  readonly plan: ReadonlyArray<PlannedOrg>
}

/** Decides and writes all parts without load balancing. A resumed run does the whole pass again. */
export const decideParts = Effect.fnUntraced(function* (run: Passes) {
  const { output, workers, parts } = run
  yield* discardWorkerFiles(output.work)
  yield* workers.perform({ name: "decide" }, progressOf("deciding", run))
  return sumTotals([yield* gatherTotals([output.work]), ...(yield* partTotals(output.work, parts))])
})

export const countParts = (run: Passes) =>
  Effect.andThen(
    discardWorkerFiles(run.output.work),
    run.workers.perform({ name: "count" }, progressOf("counting", run)),
  )

/**
 * Makes the plan from the counts of all workers.
 * @param isCounted whether an earlier process has counted and ranked the emails
 */
export const makePlan = Effect.fnUntraced(function* (run: Passes, isCounted: boolean) {
  const { workers, main, output, orgs } = run
  const book = yield* Rules
  yield* gatherTable(main, [output.work], "plan_count", "counts")
  const counted = yield* gatherTotals([output.work])
  const drafts = yield* draftOrgs(main, book, orgs, counted.contactsByOrg)
  if (!isCounted) yield* workers.perform({ name: "rank", splits: splitsOf(book, drafts) }, () => {})
  yield* gatherRanks(main, [output.work])
  return { counted, plan: yield* cutDrafts(main, drafts) } satisfies Planned
})

/** Places and writes all parts that are not yet written, and meanwhile records the counting. */
export const placeParts = Effect.fnUntraced(function* (
  run: Passes,
  { counted, plan }: Planned,
  isCounted: boolean,
) {
  const { journal, output, parts } = run
  const recordCounts = Effect.flatMap(workerFiles(output.work), (files) => journal.record("counted", files))
  yield* Effect.all([isCounted ? Effect.void : recordCounts, place(run, plan)], {
    concurrency: "unbounded",
    discard: true,
  })
  return sumTotals([counted, ...(yield* partTotals(output.work, parts))])
})

const place = Effect.fnUntraced(function* (run: Passes, plan: ReadonlyArray<PlannedOrg>) {
  const { workers, journal, parts } = run
  const written = new Set<number>()
  for (const { index } of parts) if (yield* journal.done(`part ${index}`)) written.add(index)
  const onPart = progressOf("deciding", run)
  const finished = yield* Queue.unbounded<number, Cause.Done>()
  const task = {
    name: "place",
    plan: appliedPlan(plan),
    written,
  } as const
  const placing = workers.perform(task, (report) => {
    Queue.offerUnsafe(finished, report.part)
    onPart(report)
  })
  yield* Effect.all([Effect.ensuring(placing, Queue.end(finished)), recordParts(run, finished)], {
    concurrency: "unbounded",
    discard: true,
  })
})

/** Records the written parts in the journal, one after another, until the queue ends. */
const recordParts = (
  { journal, output }: RunContext,
  finished: Queue.Dequeue<number, Cause.Done>,
): Effect.Effect<void, FileError> =>
  Queue.take(finished).pipe(
    Effect.flatMap((part) =>
      journal.record(`part ${part}`, [
        schedulesFile(output.schedules, part),
        partTotalsFile(output.work, part),
      ]),
    ),
    Effect.forever,
    Effect.catchTag("Done", () => Effect.void),
  )

/** Adds up the reports of the parts and passes the totals to `onProgress`. */
export function progressOf(
  phase: "counting" | "deciding",
  { options, contacts: of }: { readonly options: Pick<RunOptions, "onProgress">; readonly contacts: number },
): (part: PartReport) => void {
  let contacts = 0
  let rows = 0
  return (part) => {
    contacts += part.contacts
    rows += part.rows
    options.onProgress({ phase, contacts, of, rows })
  }
}
