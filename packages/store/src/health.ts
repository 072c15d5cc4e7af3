/**
 * The health figures of a store: its last run, emails that are due, overdue, stuck or failed, and its last
 * backup.
 */
import { existsSync, statfsSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { type Day, formatDay } from "@almanac/core/day/civil"
import { FIXED_EMAIL_TYPES } from "@almanac/core/domain/email-type"
import { CAMPAIGN_TYPE_PATTERN } from "@almanac/core/intake/opt-out"
import { Count, onlyRow, rowsOf } from "@almanac/duckdb/rows"
import type { SqlError } from "@almanac/duckdb/sql-error"
import { literal } from "@almanac/duckdb/statement"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type BackupNote, backupNotes, backupPath } from "./backup/files.ts"
import { utcText } from "./migrate.ts"
import { type ListedRun, listRuns } from "./runs.ts"
import { statement } from "./statement.ts"
import type { Store } from "./store.ts"

/** A claimed email that is not marked after this number of hours counts as stuck. */
export const STUCK_HOURS = 24

export interface RunFigures {
  readonly run_id: string
  /** ISO date. */
  readonly as_of: string
  /** In UTC, like `2026-11-23T12:00:00Z`. */
  readonly begun_at: string
  readonly ended_at: string | null
  readonly output: string
  readonly contacts: number | null
  readonly rejects: number | null
  readonly rows: number | null
  readonly pre_scheduled: number | null
  readonly skipped: number | null
  readonly seconds: number | null
  /** The hours since the run ended, or, if it has not ended, since it began. */
  readonly age_hours: number
  readonly failure: string | null
}

export interface BackupFigures {
  readonly file: string
  readonly taken_at: string
  readonly age_hours: number
  readonly bytes: number
  /** Whether the copy exists and has the size in its note. */
  readonly present: boolean
}

export interface OldestProposal {
  readonly id: number
  readonly title: string
  readonly age_hours: number
}

export interface StoreFigures {
  /** ISO date. An email is overdue if it was planned for a day before it. */
  readonly as_of: string
  readonly last_run: RunFigures | null
  /** The latest run that has failed since {@link last_run} began. */
  readonly failed_run: RunFigures | null
  /** The runs that have begun but are neither committed, failed nor abandoned. */
  readonly unfinished_runs: ReadonlyArray<RunFigures>
  readonly backlog: { readonly due_today: number; readonly overdue: number; readonly stuck: number }
  /** The emails sent and failed in the last seven days. The rate is null if there were none. */
  readonly sending: { readonly sent: number; readonly failed: number; readonly error_rate: number | null }
  /** The open proposals, and the one that has waited longest. */
  readonly proposals: { readonly open: number; readonly oldest: OldestProposal | null }
  readonly backup: BackupFigures | null
  readonly file: { readonly bytes: number; readonly disk_free_bytes: number }
}

/** Reads the figures without changing the store. @param today the day on which emails are due */
export const storeFigures = (store: Store, today: Day): Effect.Effect<StoreFigures, SqlError> =>
  Effect.gen(function* () {
    const { sql, path, now } = store
    const runs = yield* listRuns(store)
    const last = runs.findLast(({ status }) => status === "committed")
    const since = runs.slice(last === undefined ? 0 : runs.indexOf(last))
    const failed = since.findLast(({ status }) => status === "failed")
    const asked = { today: formatDay(today), now: utcText(now), hours: STUCK_HOURS }
    const emails = yield* onlyRow(EmailCounts, sql`${statement("health/emails", asked)}`)
    const { due_today, overdue, stuck, sent, failed: failures } = emails
    const open = yield* openProposals(store)
    const latest = (yield* backupNotes(path)).at(-1)
    return {
      as_of: formatDay(today),
      last_run: last === undefined ? null : figuresOf(last, now),
      failed_run: failed === undefined ? null : figuresOf(failed, now),
      unfinished_runs: runs.filter(({ status }) => status === "begun").map((run) => figuresOf(run, now)),
      backlog: { due_today, overdue, stuck },
      sending: {
        sent,
        failed: failures,
        error_rate: sent + failures === 0 ? null : failures / (sent + failures),
      },
      proposals: { open: open.length, oldest: open.length === 0 ? null : oldestOf(open[0], now) },
      backup: latest === undefined ? null : backupFigures(path, latest, now),
      file: fileFigures(path),
    }
  })

const EmailCounts = Schema.Struct({
  due_today: Count,
  overdue: Count,
  stuck: Count,
  sent: Count,
  failed: Count,
})

const OpenProposal = Schema.Struct({ id: Schema.Number, title: Schema.String, proposed_at: Schema.String })

const openProposals = ({ sql }: Store) => rowsOf(OpenProposal, sql`${statement("health/open_proposals")}`)

function oldestOf({ id, title, proposed_at }: typeof OpenProposal.Type, now: Date): OldestProposal {
  return { id, title, age_hours: hoursSince(proposed_at, now) }
}

/** The number of emails in the store with a status and a type. */
const EmailsOf = Schema.Struct({ status: Schema.String, email_type: Schema.String, emails: Count })
export type EmailsOf = typeof EmailsOf.Type

export const emailsByStatus = ({ sql }: Store): Effect.Effect<ReadonlyArray<EmailsOf>, SqlError> =>
  rowsOf(
    EmailsOf,
    sql`${statement("health/counts", {
      known_types: `(${FIXED_EMAIL_TYPES.map(literal).join(", ")})`,
      campaign_type: literal(CAMPAIGN_TYPE_PATTERN),
    })}`,
  )

function figuresOf(run: ListedRun, now: Date): RunFigures {
  const { run_id, as_of, begun_at, ended_at, output, contacts, rejects, rows, pre_scheduled } = run
  const { skipped, seconds, failure } = run
  return {
    ...{
      run_id,
      as_of,
      begun_at,
      ended_at,
      output,
      contacts,
      rejects,
      rows,
      pre_scheduled,
      skipped,
      seconds,
    },
    age_hours: hoursSince(ended_at ?? begun_at, now),
    failure,
  }
}

function backupFigures(path: string, { file, taken_at, bytes }: BackupNote, now: Date): BackupFigures {
  const size = statSync(backupPath(path, file), { throwIfNoEntry: false })?.size
  return { file, taken_at, age_hours: hoursSince(taken_at, now), bytes, present: size === bytes }
}

/** The size of the store, including its write-ahead log, and the free space on its disk. */
function fileFigures(path: string): StoreFigures["file"] {
  const log = `${path}.wal`
  const { bavail, bsize } = statfsSync(dirname(resolve(path)))
  return {
    bytes: statSync(path).size + (existsSync(log) ? statSync(log).size : 0),
    disk_free_bytes: bavail * bsize,
  }
}

/** The hours since a moment, rounded to a hundredth. */
function hoursSince(moment: string, now: Date): number {
  return Math.round((now.getTime() - new Date(moment).getTime()) / 36_000) / 100
}
