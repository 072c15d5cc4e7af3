/**
 * The work of a sender with the store: it claims the emails of a day, sends them, and marks what became of
 * them.
 *
 *   pre-scheduled ──claim──► processing ──► sent ──► delivered
 *                                │            └────► failed
 *                                └─────────────────► failed
 *
 * Rows with the status `scheduled` are in the queue of another system. That system may mark them in the same
 * way as rows with the status `processing`.
 */
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { DuckDbClient } from "@almanac/duckdb/client"
import { Count, onlyValue, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Fragment } from "effect/sql/Statement"
import { change } from "./change.ts"
import { utcText } from "./migrate.ts"
import { optOuts, textsStopped } from "./opt-outs.ts"
import { statement, text } from "./statement.ts"
import type { Store } from "./store.ts"

/**
 * An email to send. It contains no data of the contact except the id, unless the data is requested. Dates and
 * times are text; moments have a time zone.
 */
const DueRow = Schema.Struct({
  id: Schema.BigInt,
  contact_id: Schema.BigInt,
  org_id: Schema.NullOr(Schema.BigInt),
  email_type: Schema.String,
  scheduled_send_date: Schema.String,
  scheduled_send_time: Schema.NullOr(Schema.String),
  send_at: Schema.NullOr(Schema.String),
  status: Schema.String,
  priority: Schema.NullOr(Schema.Number),
  campaign_instance_id: Schema.NullOr(Schema.BigInt),
  email_template: Schema.NullOr(Schema.String),
  sms_template: Schema.NullOr(Schema.String),
  event_date: Schema.NullOr(Schema.String),
  parent_schedule_id: Schema.NullOr(Schema.BigInt),
  metadata: Schema.NullOr(Schema.String),
  claimed_by: Schema.NullOr(Schema.String),
  claimed_at: Schema.NullOr(Schema.String),
  time_zone: Schema.NullOr(Schema.String),
  sms_send_at: Schema.NullOr(Schema.String),
  sms_skip_reason: Schema.NullOr(Schema.String),
  email: Schema.optionalKey(Schema.NullOr(Schema.String)),
  first_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  last_name: Schema.optionalKey(Schema.NullOr(Schema.String)),
  phone_number: Schema.optionalKey(Schema.NullOr(Schema.String)),
})
export type DueRow = typeof DueRow.Type

export interface Due {
  readonly day: Day
  /**
   * The greatest number of emails; those with the best priority come first. Without a limit, all emails are
   * taken.
   */
  readonly limit?: number | undefined
  /**
   * Adds the email address, names and phone number. Emails of contacts that are not in the store are then
   * left out.
   */
  readonly withContact?: boolean | undefined
}

/** Takes the rows of an SQL query, for example into memory or into a file. */
export type Take<A> = (sql: DuckDbClient, query: Fragment) => Effect.Effect<A, SqlError>

export const intoMemory: Take<ReadonlyArray<DueRow>> = (sql, query) => rowsOf(DueRow, sql`${query}`)

/**
 * The SQL conditions of the emails planned for a day, and of the emails that may be sent. An opt-out after
 * the plan was made takes effect at once.
 */
const planned = (day: Day): string => `status = 'pre-scheduled' AND scheduled_send_date = ${dateOf(day)}`
const wanted = ({ withContact }: Due): string => {
  const condition = text("sender/wanted", optOuts())
  return withContact === true ? `${condition} AND contact_id IN (SELECT id FROM contacts)` : condition
}

const query = ({ withContact, limit }: Due, rows: string): Fragment => {
  const due = statement("sender/due", {
    rows,
    limit: limit === undefined ? "" : `LIMIT ${limit}`,
    texts_stopped: textsStopped(),
  })
  return withContact === true ? statement("sender/with_contact", { rows: due }) : due
}

/** The emails planned for a day that no sender has claimed. Does not change the store. */
export const dueRows = <A>({ sql }: Store, due: Due, take: Take<A>): Effect.Effect<A, SqlError> =>
  take(sql, query(due, `${planned(due.day)} AND ${wanted(due)}`))

/**
 * The number of emails planned for a day that are not sent, because their contacts have opted out. If contact
 * data is requested, emails of contacts that are not in the store count too.
 */
export const heldBack = ({ sql }: Store, due: Due): Effect.Effect<number, SqlError> =>
  onlyValue(
    Count,
    sql`SELECT count(*) FROM emails WHERE ${sql.literal(planned(due.day))} AND NOT (${sql.literal(wanted(due))})`,
  )

/**
 * The emails of a day that `sender` has claimed and not marked. A sender can look up a claim whose answer was
 * lost.
 */
export const claimedRows = <A>({ sql }: Store, claim: Claim, take: Take<A>): Effect.Effect<A, SqlError> => {
  const claimed = `status = 'processing' AND claimed_by = ${literal(claim.sender)}`
  return take(sql, query(claim, `${claimed} AND scheduled_send_date = ${dateOf(claim.day)}`))
}

export interface Claim extends Due {
  readonly sender: string
}

/**
 * Claims emails of exactly this day. They become `processing`, and no other sender can claim them. The next
 * run plans emails again that were not sent on their day. The rows are taken before the claim is committed.
 * If they cannot be taken, nothing is claimed.
 */
export const claimDue = <A>(store: Store, claim: Claim, take: Take<A>): Effect.Effect<A, SqlError> => {
  const { day, limit, sender } = claim
  return change(store, { actor: sender, action: "send.claim", subject: formatDay(day) }, (revision) =>
    Effect.gen(function* () {
      const { sql, now } = store
      const rows = `${planned(day)} AND ${wanted(claim)}`
      const limited = limit === undefined ? "" : statement("sender/claim_limit", { rows, limit })
      yield* sql`${statement("sender/claim", { rows, limited, sender, now: utcText(now), revision })}`
      const result = yield* take(sql, query({ ...claim, limit: undefined }, `changed_in = ${revision}`))
      const claimed = sql`SELECT count(*) FROM email_schedules WHERE changed_in = ${revision}`
      return { result, details: { rows: yield* onlyValue(Count, claimed) } }
    }),
  )
}

const dateOf = (day: Day): string => `DATE ${literal(formatDay(day))}`

export const MARKS = ["sent", "delivered", "failed"] as const
export type Mark = (typeof MARKS)[number]

/** The statuses from which an email can get each mark. */
const FROM: Readonly<Record<Mark, ReadonlyArray<string>>> = {
  sent: ["scheduled", "processing"],
  delivered: ["sent"],
  failed: ["scheduled", "processing", "sent"],
}

export interface Marking {
  readonly id: bigint
  /** The moment at which it was sent, like `2026-11-23T14:30:00Z`; by default now. */
  readonly at?: string | undefined
  /** Why it failed. */
  readonly failure?: string | undefined
}

export interface Marked {
  readonly marked: number
  /** The number of emails that already had this mark. */
  readonly unchanged: number
  readonly problems: ReadonlyArray<{ readonly id: string; readonly problem: string }>
}

/**
 * Marks emails as sent, delivered or failed. Emails that cannot be marked are reported; all others are
 * marked. A second call with the same emails changes nothing.
 */
export const mark = (
  store: Store,
  options: {
    readonly status: Mark
    /** The emails to mark, or an SQL query with the columns `id`, `at` and `failure`. */
    readonly rows: ReadonlyArray<Marking> | string
    readonly actor: string
  },
): Effect.Effect<Marked, SqlError> =>
  change(store, { actor: options.actor, action: "send.mark", subject: options.status }, (revision) =>
    Effect.gen(function* () {
      const { sql, now } = store
      const { status } = options
      const rows = typeof options.rows === "string" ? options.rows : queryOf(options.rows)
      yield* sql`${statement("sender/marks", { rows })}`
      const from = FROM[status].map(literal).join(", ")
      yield* sql`${statement("sender/judge", { from, status, now: utcText(now) })}`
      yield* sql`${statement("sender/mark", { status, now: utcText(now), revision })}`
      const counts = yield* rowsOf(
        Schema.Struct({ outcome: Schema.String, n: Count }),
        sql`SELECT outcome, count(*) AS n FROM marked GROUP BY outcome`,
      )
      const problems = yield* rowsOf(
        Schema.Struct({ id: Schema.String, problem: Schema.String }),
        sql`SELECT id_text AS id, outcome AS problem FROM marked
          WHERE outcome NOT IN ('mark', 'unchanged') ORDER BY id, id_text`,
      )
      const counted = (outcome: string): number => counts.find((row) => row.outcome === outcome)?.n ?? 0
      const result = { marked: counted("mark"), unchanged: counted("unchanged"), problems }
      return { result, details: { ...result, problems: problems.length } }
    }),
  )

function queryOf(rows: ReadonlyArray<Marking>): string {
  const given = (value: string | undefined): string => (value === undefined ? "NULL" : literal(value))
  const values = rows.map(
    ({ id, at, failure }) => `(${literal(String(id))}, ${given(at)}, ${given(failure)})`,
  )
  return `SELECT * FROM (VALUES ${values.join(", ")}) given(id, "at", failure)`
}
