/**
 * Explains each candidate of a contact: the steps of the rules in words, with dates and citations. The
 * explanation is made from the decided rows, so it always matches the decision.
 */
import { type Day, formatDay, NO_DAY } from "../day/civil.ts"
import {
  EXCLUSION_WINDOW,
  PRE_SCHEDULED,
  SETTLED,
  SKIP_REASONS,
  SKIPPED,
  STATUSES,
} from "../domain/decision.ts"
import { isCampaign, isFollowup, POST_WINDOW } from "../domain/email-type.ts"
import type { Statute } from "../law/compare.ts"
import type { Citation } from "../law/law.ts"
import type { OrgShares } from "../plan/apply.ts"
import type { ContactCursor } from "../rules/contact-cursor.ts"
import { instanceIdOf } from "../rules/row-ids.ts"
import { idealStep } from "./ideal-step.ts"
import { outcomeSteps } from "./outcome-steps.ts"

export interface Step {
  /** The rule applied: `ideal`, `history`, `window`, `catch_up`, `campaign_conflict`, … */
  readonly rule: string
  readonly text: string
  readonly window?: { readonly start: string; readonly end: string | null }
  readonly citation?: Citation
  /** What public sources say about the state, if `citation` is a rule of the baseline. */
  readonly statute?: Statute
}

export interface CandidateTrace {
  readonly email_type: string
  readonly campaign_instance_id: bigint | null
  readonly campaign_name: string | null
  readonly event_date: string | null
  readonly outcome: (typeof STATUSES)[number]
  readonly reason: string | null
  /** The planned day; null if the email is not planned. */
  readonly send_date: string | null
  readonly steps: ReadonlyArray<Step>
  /** For a skipped email: what the contact gets instead, and when. */
  readonly instead: string | null
}

/** What a plan knew of the rows of a contact. */
export interface Placing {
  readonly plan: OrgShares
  /** The day from which the plan may have moved each row, by the place of the row. */
  readonly releases: ReadonlyArray<Day>
}

/** Traces of the rows of the contact. */
export function traceContact(cursor: ContactCursor, placing?: Placing): Array<CandidateTrace> {
  const { book, contacts, rows, firstRow, endRow } = cursor
  const traces: Array<CandidateTrace> = []
  for (let row = firstRow; row < endRow; row++) {
    const instance = book.campaigns.instances[rows.instance[row]]
    const event = rows.event[row]
    const status = rows.status[row]
    const reason = rows.reason[row]
    traces.push({
      email_type: book.campaigns.typeNames[rows.type[row]],
      campaign_instance_id: instanceIdOf(book, contacts, rows, row),
      campaign_name: instance?.name ?? null,
      event_date: event === NO_DAY ? null : formatDay(event),
      outcome: STATUSES[status],
      reason: SKIP_REASONS[reason] ?? null,
      send_date: status === PRE_SCHEDULED ? formatDay(rows.send[row]) : null,
      steps: [idealStep(cursor, row), ...outcomeSteps(cursor, row, placing)],
      instead: status === SKIPPED ? instead(cursor, row) : null,
    })
  }
  return traces
}

function instead(cursor: ContactCursor, row: number): string | null {
  const { book, rows } = cursor
  const type = rows.type[row]
  if (rows.reason[row] === EXCLUSION_WINDOW && !isFollowup(type)) {
    const after = postWindowAfter(cursor, rows.send[row])
    if (after < 0) return null
    if (rows.status[after] === SETTLED) return "history already has the post-window email for this window"
    if (rows.status[after] === SKIPPED) {
      return `a post-window email was considered, but skipped: ${SKIP_REASONS[rows.reason[after]]}`
    }
    return `the post-window email on ${formatDay(rows.send[after])}, after the window ends`
  }
  const reason = SKIP_REASONS[rows.reason[row]]
  if (reason === "campaign_conflict" || reason === "superseded") {
    const winner = sameDayWinner(cursor, row)
    if (winner < 0) return null
    const name = book.campaigns.typeNames[rows.type[winner]]
    return `${name} on ${formatDay(rows.send[winner])}; a later run tries this one again while it is useful`
  }
  if (reason === "frequency_limit") return "a later run tries it again while it is useful"
  return null
}

function postWindowAfter({ rows, firstRow, endRow }: ContactCursor, day: Day): number {
  let best = -1
  for (let row = firstRow; row < endRow; row++) {
    const ideal = rows.ideal[row]
    if (rows.type[row] !== POST_WINDOW || ideal <= day) continue
    if (best < 0 || ideal < rows.ideal[best]) best = row
  }
  return best
}

function sameDayWinner({ rows, firstRow, endRow }: ContactCursor, row: number): number {
  const type = rows.type[row]
  for (let other = firstRow; other < endRow; other++) {
    const otherType = rows.type[other]
    const rivals =
      (isCampaign(type) && isCampaign(otherType)) ||
      (isFollowup(type) && isFollowup(otherType)) ||
      (type === POST_WINDOW && otherType === POST_WINDOW)
    if (rivals && rows.status[other] === PRE_SCHEDULED && rows.send[other] === rows.send[row]) return other
  }
  return -1
}
