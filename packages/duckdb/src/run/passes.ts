/**
 * How the contacts of a run are decided. Without load balancing in one pass. With it in two, because a day's volume is only
 * known when all contacts have been counted:
 *
 *   count    every worker its parts                        → counts of all parts
 *   plan     from the counts; ranks where cells are cut    → the plan
 *   place    every worker its parts                        → schedules
 */
import type { Rulebook } from "@almanac/core/rules/rulebook"
import * as Effect from "effect/Effect"
import type { Connection, SqlError } from "../database/database.ts"
import { literal, statement } from "../database/statement.ts"
import { type PlannedOrg, planRun } from "./balance.ts"
import type { Decider } from "./decider.ts"
import type { Totals } from "./totals.ts"
import { type PartReport, type Yield, yieldFile } from "./work-order.ts"

export interface PassContext {
  readonly main: Connection
  readonly book: Rulebook
  readonly crew: Decider
  /** The scratch directory in which the workers leave their files. */
  readonly work: string
  readonly onPart: (phase: "counting" | "deciding") => (part: PartReport) => void
  /** Notes how long a step took since the last note. */
  readonly lap: (name: string) => void
}

export interface Decided {
  readonly totals: Totals
  /** By dense organisation number; empty without load balancing. */
  readonly plan: ReadonlyArray<PlannedOrg>
}

/** Decides in one pass, without load balancing. */
export const decideUnbalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<Decided, SqlError> {
  const totals = yield* context.crew.perform({ name: "decide" }, context.onPart("deciding"))
  yield* gatherFindings(context)
  return { totals, plan: [] }
})

/** Decides in two passes around the plan. */
export const decideBalanced = Effect.fnUntraced(function* (
  context: PassContext,
): Effect.fn.Return<Decided, SqlError> {
  const { book, crew, main } = context
  const counted = yield* crew.perform({ name: "count" }, context.onPart("counting"))
  yield* gatherFindings(context)
  yield* gather(context, "plan_count", "counts")
  context.lap("count_seconds")
  const plan = yield* planRun(main, book, counted.contactsByOrg, (splits) =>
    Effect.andThen(
      crew.perform({ name: "rank", splits }, () => {}),
      gather(context, "plan_rank", "ranks"),
    ),
  )
  context.lap("plan_seconds")
  const totals = yield* crew.perform(
    {
      name: "place",
      plan: plan.map(({ draft, splits }) => ({ splits, smoothedDates: draft.smoothedDates })),
    },
    context.onPart("deciding"),
  )
  return { totals, plan }
})

const gather = ({ main, work }: PassContext, table: string, name: Yield) =>
  main.run(statement("run/gather_table", { table, files: literal(yieldFile(work, name, "*")) }))

const gatherFindings = ({ main, work }: PassContext) =>
  Effect.forEach(
    [["reject", "rejects"] as const, ["warning", "warnings"] as const],
    ([table, name]) =>
      main.run(statement("run/gather_findings", { table, files: literal(yieldFile(work, name, "*")) })),
    { discard: true },
  )
