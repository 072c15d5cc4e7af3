/** A result for people. */
import { count, megabytes, table } from "@almanac/bulk/print/numbers"
import { FLOOR } from "./floor.ts"
import type { BulkResult, Repetition, Summary } from "./results.ts"

const seconds = (value: number): string => value.toFixed(2)

const HEAD = [
  ...["", "contacts/s", "rows/s", "wall s", "CPU s", "peak RSS"],
  ...["floor s", "of it reading", "floor CPU s", "wall/floor", "CPU/floor CPU"],
]

function cells(name: string, it: Repetition): ReadonlyArray<string | number> {
  return [
    name,
    Math.round(it.contacts_per_second),
    Math.round(it.rows_per_second),
    ...[it.wall_seconds, it.cpu_seconds].map(seconds),
    megabytes(it.peak_rss_bytes),
    ...[it.floor_seconds, it.floor_read_seconds, it.floor_cpu_seconds, it.floors, it.cpu_floors].map(seconds),
  ]
}

export function report(result: BulkResult, previous: Summary | undefined): string {
  const { environment: on } = result
  return [
    `bulk job: ${count(result.contacts)} contacts, ${count(result.rows)} rows, ${result.threads} threads, ` +
      `memory limit ${result.memory_limit_mb} MB`,
    `commit ${on.commit}, Node ${on.node}, DuckDB ${on.duckdb}, ${on.cores} cores`,
    `floor: ${FLOOR}`,
    "run and floor alternate; a run is timed from start to end of its process, the floor without the start of its own",
    "",
    table([
      HEAD,
      ...result.repetitions.map((repetition, n) => cells(String(n + 1), repetition)),
      cells("median", result.median),
    ]),
    "",
    `schedules checksum ${result.schedules_checksum}, the same in all runs`,
    comparison(result, previous),
  ].join("\n")
}

function comparison({ median, schedules_checksum }: BulkResult, previous: Summary | undefined): string {
  if (previous === undefined) return "no earlier result of this size to compare with"
  const before = previous.median
  const ratio = (key: keyof Repetition): string => (median[key] / before[key]).toFixed(2)
  return (
    `against ${previous.at} (commit ${previous.environment.commit}): wall × ${ratio("wall_seconds")}, ` +
    `CPU × ${ratio("cpu_seconds")}, peak RSS × ${ratio("peak_rss_bytes")}, floor × ${ratio("floor_seconds")}, ` +
    `wall/floor × ${ratio("floors")}, CPU/floor CPU × ${ratio("cpu_floors")}` +
    (previous.schedules_checksum === schedules_checksum ? "" : "; the rows differ from those")
  )
}
