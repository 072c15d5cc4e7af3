/** The metrics of a store. */
import type { EmailsOf, StoreFigures } from "@almanac/store/health"
import { PROBLEMS, type Problem } from "@almanac/store/health-problems"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { VERSION } from "../version.ts"
import { measure, measureRun } from "./run-metrics.ts"

const gauge = (name: string, description: string) => Metric.gauge(`almanac_${name}`, { description })

const build = gauge("build_info", "Always 1; the label has the version of Almanac")
const emails = gauge("store_emails", "Emails in the store by status and type")
const dueToday = gauge("backlog_due_today_emails", "Emails planned for today that no sender has claimed")
const overdue = gauge("backlog_overdue_emails", "Emails planned for earlier days and not sent")
const stuck = gauge("backlog_stuck_emails", "Emails claimed more than 24 hours ago and not marked")
const errorRatio = gauge("send_error_ratio", "Share of the emails of the last seven days that failed")
const unfinished = gauge("unfinished_runs", "Runs that were started and are neither committed nor given up")
const backupTime = gauge(
  "backup_timestamp_seconds",
  "Time at which the latest backup was taken, in seconds since 1970",
)
const backupBytes = gauge("backup_size_bytes", "Size of the latest backup")
const storeBytes = gauge("store_size_bytes", "Size of the store")
const diskFree = gauge("disk_free_bytes", "Free space on the disk of the store")
const problem = gauge("problem", "1 if almanac health reports this problem, otherwise 0")

export const measureStore = (
  figures: StoreFigures,
  counts: ReadonlyArray<EmailsOf>,
  problems: ReadonlyArray<Problem>,
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { last_run, backlog, sending, backup, file, unfinished_runs } = figures
    yield* measure(Metric.withAttributes(build, { version: VERSION }), 1)
    if (last_run !== null) {
      yield* measureRun({ ...last_run, ended: new Date(last_run.ended_at ?? last_run.begun_at) })
    }
    for (const { status, email_type, emails: n } of counts) {
      yield* measure(Metric.withAttributes(emails, { status, email_type }), Number(n))
    }
    yield* measure(dueToday, backlog.due_today)
    yield* measure(overdue, backlog.overdue)
    yield* measure(stuck, backlog.stuck)
    yield* measure(errorRatio, sending.error_rate)
    yield* measure(unfinished, unfinished_runs.length)
    yield* measure(backupTime, backup === null ? null : new Date(backup.taken_at).getTime() / 1000)
    yield* measure(backupBytes, backup?.bytes ?? null)
    yield* measure(storeBytes, file.bytes)
    yield* measure(diskFree, file.disk_free_bytes)
    for (const name of PROBLEMS) {
      const has = problems.some((one) => one.problem === name)
      yield* measure(Metric.withAttributes(problem, { problem: name }), has ? 1 : 0)
    }
  })
