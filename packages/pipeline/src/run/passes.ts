/**
 * Decides the contacts of a run. Without load balancing, this takes one pass over the contacts. With load
 * balancing, it takes two passes, because the volume of a day is known only when all contacts have been
 * counted:
 *
 *   count    every worker counts the emails of its parts              → counts of all parts
 *   plan     the main thread plans; workers rank emails in cut cells  → the plan
 *   place    every worker places and writes its parts                 → schedules
 *
 * The journal records the counting and each written part, so that a resumed run does not do them again.
 */
import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Rulebook } from "@almanac/core/rules/rulebook"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import { parquetScan } from "@almanac/duckdb/paths"
import * as Effect from "effect/Effect"
import type { PartRange } from "../parts/part.ts"
import { type PlannedOrg, planRun } from "../plan/plan-run.ts"
import { statement } from "../statement.ts"
import type { CheckFailed } from "./check-failed.ts"
import type { JournalWriter } from "./journal.ts"
import { schedulesFile } from "./output.ts"
import { type Facts, step } from "./step.ts"
import { type PartReport, partTotalsFile, WORKER_FILE_SUFFIX, type WorkerFile } from "./task.ts"
import { readTotals, sumTotals, type Totals } from "./totals.ts"
import type { TaskRunner } from "./worker.ts"

export interface PassContext {
  readonly main: Connection
  readonly book: Rulebook
  readonly workers: TaskRunner
  readonly journal: JournalWriter
  readonly parts: ReadonlyArray<PartRange>
  /** The scratch directory to which the workers write their files. */
  readonly work: string
  /** Directory of the schedules. */
  readonly schedules: string
  readonly onPart: (phase: "counting" | "deciding") => (part: PartReport) => void
  /** Checks the numbers of rejects and warnings. A balanced run does this before it writes the schedules. */
  readonly judgeFindings: Effect.Effect<void, SqlError | CheckFailed>
  /** Records the time since the last call as the duration of a step. */
  readonly lap: (name: string) => void
}

export interface Decided {
  readonly totals: Totals
  /** Indexed by dense organisation number. Empty without load balancing. */
  readonly plan: ReadonlyArray<PlannedOrg>
}

/** Decides in one pass, without load balancing. A resumed run does the whole pass again. */
export const decideUnbalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<Decided, SqlError | CheckFailed> {
  yield* discardWorkerFiles(context)
  yield* context.workers
    .perform({ name: "decide" }, context.onPart("deciding"))
    .pipe(step("write", partCount(context)))
  yield* gatherFindings(context)
  yield* context.judgeFindings
  return { totals: sumTotals([yield* gatherTotals(context), ...partTotals(context)]), plan: [] }
})

/** Decides with load balancing: counts, makes the plan, and places. */
export const decideBalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<Decided, SqlError | CheckFailed> {
  const { book, workers, journal, main, work } = context
  const resumed = yield* Effect.promise(() => journal.done("counted"))
  if (!resumed) {
    yield* discardWorkerFiles(context)
    yield* workers
      .perform({ name: "count" }, context.onPart("counting"))
      .pipe(step("count", partCount(context)))
  }
  context.lap("count_seconds")
  yield* gatherFindings(context)
  yield* context.judgeFindings
  yield* gatherTable(context, "plan_count", "counts")
  const counted = yield* gatherTotals(context)
  const plan = yield* planRun(main, book, counted.contactsByOrg, (splits) =>
    Effect.andThen(
      resumed ? Effect.void : workers.perform({ name: "rank", splits }, () => {}),
      gatherTable(context, "plan_rank", "ranks"),
    ),
  ).pipe(step("plan", (orgs) => ({ orgs: orgs.length, contacts: counted.contacts })))
  const recordCounted = Effect.promise(async () => journal.record("counted", await workerFiles(work)))
  context.lap("plan_seconds")
  yield* Effect.all([resumed ? Effect.void : recordCounted, place(context, plan)], {
    concurrency: "unbounded",
    discard: true,
  }).pipe(step("write", partCount(context)))
  return { totals: sumTotals([counted, ...partTotals(context)]), plan }
})

const partCount =
  ({ parts }: PassContext) =>
  (): Facts => ({ parts: parts.length })

const place = (context: PassContext, plan: ReadonlyArray<PlannedOrg>): Effect.Effect<void, SqlError> =>
  Effect.gen(function* () {
    const { workers, journal, parts, schedules, work } = context
    const written = new Set<number>()
    for (const { index } of parts) {
      if (yield* Effect.promise(() => journal.done(`part ${index}`))) written.add(index)
    }
    const onPart = context.onPart("deciding")
    let noted = Promise.resolve()
    yield* workers.perform(
      {
        name: "place",
        plan: plan.map(({ draft, splits }) => ({ splits, smoothedDates: draft.smoothedDates })),
        written,
      },
      (report) => {
        const files = [schedulesFile(schedules, report.part), partTotalsFile(work, report.part)]
        noted = noted.then(() => journal.record(`part ${report.part}`, files))
        onPart(report)
      },
    )
    yield* Effect.promise(() => noted)
  })

const partTotals = ({ parts, work }: PassContext): ReadonlyArray<Totals> =>
  parts.map(({ index }) => readTotals(partTotalsFile(work, index)))

const gatherTotals = ({ work }: PassContext): Effect.Effect<Totals> =>
  Effect.promise(async () => {
    return sumTotals((await workerFiles(work, "totals")).map(readTotals))
  })

/** What all workers have left under a name, for a statement. */
const gathering = (
  { main, work }: PassContext,
  sql: "worker/gather_table" | "worker/gather_findings",
  table: string,
  name: WorkerFile,
): Effect.Effect<void, SqlError> =>
  Effect.flatMap(
    Effect.promise(() => workerFiles(work, name)),
    (files) => main.run(statement(sql, { table, files: parquetScan(...files) })),
  )

const gatherTable = (context: PassContext, table: string, name: WorkerFile) =>
  gathering(context, "worker/gather_table", table, name)

const gatherFindings = (context: PassContext) =>
  Effect.forEach(
    [["reject", "rejects"] as const, ["warning", "warnings"] as const],
    ([table, name]) => gathering(context, "worker/gather_findings", table, name),
    { discard: true },
  )

/** What workers have left, under one name or any. */
async function workerFiles(work: string, of?: WorkerFile): Promise<ReadonlyArray<string>> {
  const names = await readdir(work)
  return names
    .filter((name) => name.endsWith(WORKER_FILE_SUFFIX) && (of === undefined || name.startsWith(`${of}-`)))
    .sort()
    .map((name) => join(work, name))
}

/** Removes the files that workers of an earlier attempt wrote. */
const discardWorkerFiles = ({ work }: PassContext): Effect.Effect<void> =>
  Effect.promise(async () => {
    for (const file of await workerFiles(work)) await rm(file)
  })
