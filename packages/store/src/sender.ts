/**
 * What a sender does with the store: it claims the emails of a day, sends them, and marks what became of them.
 *
 *   pre-scheduled ──claim──► processing ──► sent ──► delivered
 *                                │            └────► failed
 *                                └─────────────────► failed
 *
 * Rows that are `scheduled` are in a queue of somebody else's; that queue may mark them as it may processing ones.
 */
import { type Day, formatDay } from "@almanac/core/day/civil"
import type { Connection, SqlError } from "@almanac/duckdb/database"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import { change } from "./change.ts"
import { utcText } from "./migrate.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

/** An email to send, without anything of the person but the id, unless it is asked for. Dates and times as text, moments with their zone. */
export interface DueRow extends Record<string, unknown> {
  readonly id: bigint
  readonly contact_id: bigint
  readonly email_type: string
  readonly scheduled_send_date: string
  readonly status: string
  readonly claimed_by: string | null
}

export interface Due {
  readonly day: Day
  /** The best priorities first; all where absent. */
  readonly limit?: number | undefined
  /** With email, names and phone number: of contacts that the store holds, and no others. */
  readonly withContact?: boolean | undefined
}

/** Where rows go: into memory, or with an SQL query of them wherever `take` brings them. */
export type Take<A> = (connection: Connection, query: string) => Effect.Effect<A, SqlError>

export const intoMemory: Take<ReadonlyArray<DueRow>> = (connection, query) => connection.rows<DueRow>(query)

/** What is planned for the day, and of it what may go: an opt-out since the plan was made holds at once. */
const planned = (day: Day): string => `status = 'pre-scheduled' AND scheduled_send_date = ${dateOf(day)}`
const wanted = ({ withContact }: Due): string =>
  withContact === true
    ? `${statement("sender/wanted")} AND contact_id IN (SELECT id FROM contacts)`
    : statement("sender/wanted")

const query = ({ withContact, limit }: Due, rows: string): string => {
  const due = statement("sender/due", { rows, limit: limit === undefined ? "" : `LIMIT ${limit}` })
  return withContact === true ? statement("sender/with_contact", { rows: due }) : due
}

/** The emails planned for a day that nobody has claimed. Nothing changes. */
export const dueRows = <A>({ connection }: Store, due: Due, take: Take<A>): Effect.Effect<A, SqlError> =>
  take(connection, query(due, `${planned(due.day)} AND ${wanted(due)}`))

/** How many emails planned for a day nobody gets, as their contacts have opted out or are not in the store. */
export const heldBack = ({ connection }: Store, due: Due): Effect.Effect<number, SqlError> =>
  Effect.map(
    connection.rows<{ n: bigint }>(
      `SELECT count(*) AS n FROM emails WHERE ${planned(due.day)} AND NOT (${wanted(due)})`,
    ),
    ([found]) => Number(found?.n ?? 0n),
  )

/** The emails of a day that are in processing by `sender`: to look up a claim whose answer was lost. */
export const claimedRows = <A>(
  { connection }: Store,
  claim: Claim,
  take: Take<A>,
): Effect.Effect<A, SqlError> => {
  const claimed = `status = 'processing' AND claimed_by = ${literal(claim.sender)}`
  return take(connection, query(claim, `${claimed} AND scheduled_send_date = ${dateOf(claim.day)}`))
}

export interface Claim extends Due {
  readonly sender: string
}

/**
 * Claims emails of exactly this day: they are `processing` from now on, and no one else gets them. What was not sent on its
 * day is for the next run to catch up. Rows are taken before the claim holds: if they cannot be, nothing is claimed.
 */
export const claimDue = <A>(store: Store, claim: Claim, take: Take<A>): Effect.Effect<A, SqlError> => {
  const { day, limit, sender } = claim
  return change(store, { actor: sender, action: "send.claim", subject: formatDay(day) }, (revision) =>
    Effect.gen(function* () {
      const { connection, now } = store
      const rows = `${planned(day)} AND ${wanted(claim)}`
      const limited =
        limit === undefined ? "" : statement("sender/claim_limit", { rows, limit: String(limit) })
      yield* connection.run(statement("sender/claim", { rows, limited }), {
        sender,
        now: utcText(now),
        revision,
      })
      const mine = `changed_in = ${revision}`
      const result = yield* take(connection, query({ ...claim, limit: undefined }, mine))
      const [claimed] = yield* connection.rows<{ n: bigint }>(
        `SELECT count(*) AS n FROM email_schedules WHERE ${mine}`,
      )
      return { result, details: { rows: claimed?.n } }
    }),
  )
}

const dateOf = (day: Day): string => `DATE ${literal(formatDay(day))}`

export const MARKS = ["sent", "delivered", "failed"] as const
export type Mark = (typeof MARKS)[number]

/** What may become what. */
const FROM: Readonly<Record<Mark, ReadonlyArray<string>>> = {
  sent: ["scheduled", "processing"],
  delivered: ["sent"],
  failed: ["scheduled", "processing", "sent"],
}

export interface Marking {
  readonly id: bigint
  /** When it was sent, `2026-11-23T14:30:00Z`; now where absent. */
  readonly at?: string | undefined
  /** Why it failed. */
  readonly failure?: string | undefined
}

export interface Marked {
  readonly marked: number
  /** Had been marked so before. */
  readonly unchanged: number
  readonly problems: ReadonlyArray<{ readonly id: string; readonly problem: string }>
}

/** Marks what became of emails. What cannot be marked is reported, the rest is done. Repeating it changes nothing. */
export const mark = (
  store: Store,
  options: {
    readonly status: Mark
    /** Or a query of the columns `id`, `at`, `failure`. */
    readonly rows: ReadonlyArray<Marking> | string
    readonly actor: string
  },
): Effect.Effect<Marked, SqlError> =>
  change(store, { actor: options.actor, action: "send.mark", subject: options.status }, (revision) =>
    Effect.gen(function* () {
      const { connection, now } = store
      const { status } = options
      const rows = typeof options.rows === "string" ? options.rows : queryOf(options.rows)
      yield* connection.run(statement("sender/marks", { rows }))
      const from = FROM[status].map(literal).join(", ")
      yield* connection.run(statement("sender/judge", { from }), { status, now: utcText(now) })
      yield* connection.run(statement("sender/mark"), { status, now: utcText(now), revision })
      const counts = yield* connection.rows<{ outcome: string; n: bigint }>(
        "SELECT outcome, count(*) AS n FROM marked GROUP BY outcome",
      )
      const problems = yield* connection.rows<{ id: string; problem: string }>(
        "SELECT id_text AS id, outcome AS problem FROM marked WHERE outcome NOT IN ('mark', 'unchanged') ORDER BY id, id_text",
      )
      const counted = (outcome: string): number =>
        Number(counts.find((row) => row.outcome === outcome)?.n ?? 0n)
      const result = { marked: counted("mark"), unchanged: counted("unchanged"), problems }
      return { result, details: { ...result, problems: problems.length } }
    }),
  )

function queryOf(rows: ReadonlyArray<Marking>): string {
  const text = (value: string | undefined): string => (value === undefined ? "NULL" : literal(value))
  const values = rows.map(({ id, at, failure }) => `(${literal(String(id))}, ${text(at)}, ${text(failure)})`)
  return `SELECT * FROM (VALUES ${values.join(", ")}) given(id, "at", failure)`
}
