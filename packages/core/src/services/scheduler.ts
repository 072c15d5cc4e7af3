/** Decides single contacts: for `explain`, for a published release, and for a request that brings its contact. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ContactColumns } from "../columns/contacts.ts"
import { RowColumns } from "../columns/rows.ts"
import type { Day } from "../day/civil.ts"
import { decideContact, releaseContact } from "../decide/decide.ts"
import { type CandidateTrace, traceContact } from "../explain/trace.ts"
import type { OrgShares } from "../plan/apply.ts"
import { findCell } from "../plan/row-cell.ts"
import type { ScheduleRow } from "../record/records.ts"
import { toRows } from "../record/to-rows.ts"
import { ContactCursor } from "../rules/contact-cursor.ts"
import type { Rulebook } from "../rules/rulebook.ts"
import { Rules } from "./rules.ts"

type PlanOf = (org: bigint) => OrgShares | undefined

/** The plan of each organisation. Without one, emails stay on the days on which the rules release them. */
export class Plans extends Context.Service<Plans, PlanOf>()("@almanac/core/Plans") {
  static readonly none = Layer.succeed(Plans, () => undefined)
}

export interface Schedule {
  readonly rows: ReadonlyArray<ScheduleRow>
  /** Whether a plan has placed the emails. */
  readonly balanced: boolean
}

export interface ExplainedSchedule extends Schedule {
  /** The explanation of each candidate, settled ones included. */
  readonly trace: ReadonlyArray<CandidateTrace>
}

interface Deciding {
  /** The schedule of contact `i` of a batch. */
  readonly decide: (contacts: ContactColumns, i: number) => Schedule
  readonly explain: (contacts: ContactColumns, i: number) => ExplainedSchedule
}

export class Scheduler extends Context.Service<Scheduler, Deciding>()("@almanac/core/Scheduler") {
  static readonly layer: Layer.Layer<Scheduler, never, Rules | Plans> = Layer.effect(
    Scheduler,
    Effect.gen(function* () {
      return scheduler(yield* Rules, yield* Plans)
    }),
  )
}

/** Shared by all schedulers. Deciding is synchronous, so two never use it at the same time. */
const rows = new RowColumns()

/** The release day of each row of a contact that the plan may move, after smoothing, by the place of the row. */
function releaseDays(cursor: ContactCursor, i: number, plan: OrgShares): ReadonlyArray<Day> {
  rows.count = 0
  releaseContact(cursor, i)
  return Array.from({ length: rows.count }, (_, row) =>
    findCell(cursor, plan, row) ? cursor.cell.release : rows.send[row],
  )
}

/** A scheduler of a rulebook that is already compiled. */
export function scheduler(book: Rulebook, planOf: PlanOf): Deciding {
  const decideAt = (cursor: ContactCursor, i: number): Schedule => {
    const { contacts } = cursor
    const plan = planOf(contacts.orgId[i])
    rows.count = 0
    decideContact(cursor, i, plan)
    return { rows: toRows(book, contacts, rows), balanced: plan !== undefined }
  }
  return {
    decide: (contacts, i) => decideAt(new ContactCursor(book, contacts, rows), i),
    explain: (contacts, i) => {
      const cursor = new ContactCursor(book, contacts, rows)
      const plan = planOf(contacts.orgId[i])
      const placing = plan && { plan, releases: releaseDays(cursor, i, plan) }
      return { ...decideAt(cursor, i), trace: traceContact(cursor, placing) }
    },
  }
}
