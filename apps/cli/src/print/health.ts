/** The text about the health of a store. */
import type { RunFigures, StoreFigures } from "@almanac/store/health"
import type { Problem } from "@almanac/store/health-problems"
import { instantText } from "../instant.ts"
import { count, megabytes } from "./numbers.ts"

export function healthText(
  db: string,
  { as_of, last_run, failed_run, unfinished_runs, backlog, sending, proposals, backup, file }: StoreFigures,
  problems: ReadonlyArray<Problem>,
): string {
  const { due_today, overdue, stuck } = backlog
  const { sent, failed, error_rate } = sending
  const rate = error_rate === null ? "" : `, ${(error_rate * 100).toFixed(1)}%`
  return [
    `${db} is ${problems.length === 0 ? "healthy" : "not healthy"}, as of ${as_of}`,
    `Last run    ${last_run === null ? "none" : committed(last_run)}`,
    ...(failed_run === null ? [] : [`Failed      ${failed_run.run_id}, ${failed_run.failure}`]),
    ...unfinished_runs.map((run) => `Unfinished  ${run.run_id}, begun ${instantText(run.begun_at)}`),
    `Backlog     ${count(due_today)} due today, ${count(overdue)} overdue, ${count(stuck)} claimed and not marked`,
    `Last 7 days ${count(sent)} sent, ${count(failed)} failed${rate}`,
    ...(proposals.open === 0 ? [] : [`Proposals   ${count(proposals.open)} open`]),
    `Backup      ${backup === null ? "none" : `${backup.file}, ${megabytes(backup.bytes)}, ${backup.age_hours.toFixed(1)} h old`}`,
    `Store       ${megabytes(file.bytes)}, ${megabytes(file.disk_free_bytes)} free beside it`,
    ...problems.map(({ message }) => `Problem: ${message}`),
  ].join("\n")
}

function committed({ run_id, as_of, ended_at, age_hours, contacts, rows, seconds }: RunFigures): string {
  return (
    `${run_id}, as of ${as_of}, ended ${instantText(ended_at ?? "")}, ${age_hours.toFixed(1)} h ago: ` +
    `${count(contacts ?? 0)} contacts, ${count(rows ?? 0)} rows in ${(seconds ?? 0).toFixed(1)} s`
  )
}
