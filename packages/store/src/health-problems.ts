/** Finds the problems in a store's health figures, and says what to do about each of them. */
import { STUCK_HOURS, type StoreFigures } from "./health.ts"

export const PROBLEMS = [
  "no_run",
  "run_too_old",
  "run_failed",
  "run_unfinished",
  "emails_overdue",
  "emails_stuck",
  "error_rate",
  "proposal_waits",
  "no_backup",
  "backup_missing",
  "backup_too_old",
  "disk_full",
] as const

export interface Problem {
  readonly problem: (typeof PROBLEMS)[number]
  /** One line that says what is wrong and what to do. */
  readonly message: string
}

export interface Limits {
  readonly maxRunAgeHours: number
  /** The greatest accepted share of failed emails among those sent or failed. */
  readonly maxErrorRate: number
}

export const DEFAULT_LIMITS: Limits = { maxRunAgeHours: 26, maxErrorRate: 0.05 }

/** A run that has not ended after this number of hours counts as stopped. */
const UNFINISHED_HOURS = 2

/** A proposal that is open for longer than this number of hours has been forgotten. */
const WAITING_HOURS = 72

/** @param db the path of the store as it was given to the command */
export function problemsOf(db: string, figures: StoreFigures, limits: Limits): ReadonlyArray<Problem> {
  return [
    ...runProblems(db, figures, limits),
    ...emailProblems(db, figures, limits),
    ...proposalProblems(db, figures),
    ...diskProblems(db, figures, limits),
  ]
}

function runProblems(
  db: string,
  { last_run, failed_run, unfinished_runs, as_of }: StoreFigures,
  { maxRunAgeHours }: Limits,
): ReadonlyArray<Problem> {
  const found: Array<Problem> = []
  const again = `almanac run --db ${db} --out DIR --as-of ${as_of}`
  if (last_run === null) {
    found.push({ problem: "no_run", message: `no run has been committed: run ${again}` })
  } else if (last_run.age_hours > maxRunAgeHours) {
    found.push({
      problem: "run_too_old",
      message:
        `the last run, ${last_run.run_id}, ended ${hours(last_run.age_hours)} ago, more than ${maxRunAgeHours} h: ` +
        `find out why no run has been committed since, and run ${again}`,
    })
  }
  if (failed_run !== null) {
    found.push({
      problem: "run_failed",
      message: `run ${failed_run.run_id} failed (${failed_run.failure}): correct the cause, and run ${again}`,
    })
  }
  for (const { run_id, age_hours, output } of unfinished_runs) {
    if (age_hours <= UNFINISHED_HOURS) continue
    found.push({
      problem: "run_unfinished",
      message:
        `run ${run_id} began ${hours(age_hours)} ago and has not ended: if it no longer works, continue it with ` +
        `almanac checkpoint recover --out ${output} --db ${db}`,
    })
  }
  return found
}

function emailProblems(
  db: string,
  { backlog, sending }: StoreFigures,
  { maxErrorRate }: Limits,
): ReadonlyArray<Problem> {
  const found: Array<Problem> = []
  if (backlog.overdue > 0) {
    found.push({
      problem: "emails_overdue",
      message: `${backlog.overdue} emails of earlier days were not sent: check the sender; the next run plans them for a later day`,
    })
  }
  if (backlog.stuck > 0) {
    found.push({
      problem: "emails_stuck",
      message:
        `${backlog.stuck} emails were claimed more than ${STUCK_HOURS} h ago and not marked: ask the sender what ` +
        `happened to them, and record it with almanac mark --db ${db}`,
    })
  }
  if (sending.error_rate !== null && sending.error_rate > maxErrorRate) {
    const { failed, sent, error_rate } = sending
    found.push({
      problem: "error_rate",
      message:
        `${failed} of ${sent + failed} emails of the last 7 days failed, ${percent(error_rate)}, more than ` +
        `${percent(maxErrorRate)}: see the reasons in the column failure of the file that almanac export --db ${db} --table email_schedules ` +
        "--out DIR writes",
    })
  }
  return found
}

function proposalProblems(db: string, { proposals: { oldest } }: StoreFigures): ReadonlyArray<Problem> {
  if (oldest === null || oldest.age_hours <= WAITING_HOURS) return []
  const { id, title, age_hours } = oldest
  return [
    {
      problem: "proposal_waits",
      message:
        `proposal ${id} (${title}) was made ${hours(age_hours)} ago and is not decided: look at it with ` +
        `almanac proposal show ${id} --db ${db}, and approve or reject it`,
    },
  ]
}

function diskProblems(
  db: string,
  { backup, file }: StoreFigures,
  { maxRunAgeHours }: Limits,
): ReadonlyArray<Problem> {
  const found: Array<Problem> = []
  const anew = `take one with almanac backup --db ${db}`
  if (backup === null) found.push({ problem: "no_backup", message: `there is no backup: ${anew}` })
  else if (!backup.present) {
    found.push({
      problem: "backup_missing",
      message: `the file of the latest backup, ${backup.file}, is missing or incomplete: ${anew}`,
    })
  } else if (backup.age_hours > 2 * maxRunAgeHours) {
    found.push({
      problem: "backup_too_old",
      message: `the latest backup was taken ${hours(backup.age_hours)} ago: ${anew}`,
    })
  }
  if (file.disk_free_bytes < 2 * file.bytes) {
    found.push({
      problem: "disk_full",
      message:
        `${gigabytes(file.disk_free_bytes)} are free on the disk of the store (${gigabytes(file.bytes)}), too little for the next ` +
        "run and its backup: free space",
    })
  }
  return found
}

function hours(value: number): string {
  return value < 48 ? `${value.toFixed(1)} h` : `${(value / 24).toFixed(1)} days`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
