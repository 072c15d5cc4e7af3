/**
 * Decides one question in memory that is used for every question. This is safe because the code never awaits
 * between its steps.
 */
import { contactColumns } from "@almanac/core/columns/contacts"
import { formatDay } from "@almanac/core/day/civil"
import { toColumns } from "@almanac/core/record/to-columns"
import { type ExplainedSchedule, type Schedule, scheduler } from "@almanac/core/services/scheduler"
import type { Ground } from "./ground.ts"
import type { Question } from "./read-request.ts"

const ENROLMENTS = 16
const HISTORY_ROWS = 64
const room = contactColumns(1, ENROLMENTS, HISTORY_ROWS)
/** The most labels that are kept in a rulebook, because requests can bring any number of them. */
const MAX_LABELS = 10_000

export function decide(
  { book, record, withoutPlan }: Question,
  { release }: Ground,
  withTrace: boolean,
): Schedule | ExplainedSchedule {
  // The plan is valid only for the day, the campaigns and the organisations of its run.
  const isOfRun = !withoutPlan && release?.asOf === formatDay(book.today)
  const { decide, explain } = scheduler(book, isOfRun ? release.shares : () => undefined)
  const fits = record.enrolments.length <= ENROLMENTS && record.history.length <= HISTORY_ROWS
  const contacts = toColumns([record], book.campaigns, fits ? room : undefined)
  const schedule = withTrace ? explain(contacts, 0) : decide(contacts, 0)
  book.labels.bound(MAX_LABELS)
  return schedule
}
