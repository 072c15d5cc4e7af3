/**
 * Decides one question in memory that is used for every question. This is safe because the code never awaits
 * between its steps.
 */
import { contactColumns } from "@almanac/core/columns/contacts"
import { RowColumns } from "@almanac/core/columns/rows"
import { formatDay } from "@almanac/core/day/civil"
import { decideBatch, placeBatch, releaseContact } from "@almanac/core/decide/decide"
import { type CandidateTrace, traceContact } from "@almanac/core/explain/trace"
import type { OrgShares } from "@almanac/core/plan/apply"
import type { ScheduleRow } from "@almanac/core/record/records"
import { toColumns } from "@almanac/core/record/to-columns"
import { toRows } from "@almanac/core/record/to-rows"
import type { Ground } from "./ground.ts"
import type { Question } from "./read-request.ts"

export interface Decision {
  readonly rows: ReadonlyArray<ScheduleRow>
  /**
   * Whether the emails were placed by the plan of the release. If not, they are on the days on which the
   * rules release them.
   */
  readonly balanced: boolean
  readonly trace: ReadonlyArray<CandidateTrace> | undefined
}

const rows = new RowColumns()
const ENROLMENTS = 16
const HISTORY_ROWS = 64
const room = contactColumns(1, ENROLMENTS, HISTORY_ROWS)
/** The most labels that are kept in a rulebook, because requests can bring any number of them. */
const MAX_LABELS = 10_000

export function decide(
  { book, record, otherCampaigns }: Question,
  ground: Ground,
  withTrace: boolean,
): Decision {
  const shares = otherCampaigns ? undefined : planOf(ground, record.orgId, formatDay(book.today))
  const fits = record.enrolments.length <= ENROLMENTS && record.history.length <= HISTORY_ROWS
  const contacts = toColumns([record], book.campaigns, fits ? room : undefined)
  rows.count = 0
  if (shares === undefined) decideBatch(book, contacts, rows)
  else {
    releaseContact(book, contacts, 0, rows)
    placeBatch(book, contacts, rows, [shares])
  }
  const decision = {
    rows: toRows(book, contacts, rows),
    balanced: shares !== undefined,
    trace: withTrace ? traceContact(book, contacts, 0, rows, 0, rows.count) : undefined,
  }
  book.labels.bound(MAX_LABELS)
  return decision
}

/** The plan is valid only for the day, the campaigns and the organisations of its run. */
function planOf({ release }: Ground, org: bigint, asOf: string): OrgShares | undefined {
  return release !== undefined && release.asOf === asOf ? release.shares(org) : undefined
}
