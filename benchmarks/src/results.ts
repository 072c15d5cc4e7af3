/** Results as lines of JSON: one for each repetition, and a last one with the medians. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Environment } from "./environment.ts"

/** A run of the job and the floor measured right after it. */
export interface Repetition {
  readonly contacts_per_second: number
  readonly rows_per_second: number
  readonly wall_seconds: number
  readonly cpu_seconds: number
  readonly peak_rss_bytes: number
  readonly floor_seconds: number
  readonly floor_read_seconds: number
  readonly floor_copy_seconds: number
  readonly floor_cpu_seconds: number
  /** Wall time of the run's process in floors. */
  readonly floors: number
  /** The same of the processors' time, which other work on the machine disturbs less. */
  readonly cpu_floors: number
}

export interface BulkResult {
  readonly suite: "bulk"
  readonly at: string
  readonly environment: Environment
  /** Schedulable contacts; the export holds some more. */
  readonly contacts: number
  readonly rows: number
  readonly threads: number
  readonly memory_limit_mb: number
  readonly schedules_checksum: string
  readonly repetitions: ReadonlyArray<Repetition>
  readonly median: Repetition
}

export function medianOf(repetitions: ReadonlyArray<Repetition>): Repetition {
  const [first] = repetitions
  if (first === undefined) throw new Error("nothing was measured")
  const entries = Object.keys(first).map((key) => {
    const values = repetitions.map((repetition) => repetition[key as keyof Repetition]).sort((a, b) => a - b)
    const middle = values.length >> 1
    const [low, high] = [values[(values.length - 1) >> 1] as number, values[middle] as number]
    return [key, (low + high) / 2]
  })
  return Object.fromEntries(entries) as Repetition
}

/** Writes `<results>/bulk-<time>.ndjson`, or `file` where it is given. */
export function writeResult(result: BulkResult, results: string, file?: string): string {
  const path = file ?? join(results, `bulk-${result.at.replaceAll(/[-:]|\.\d+/g, "")}.ndjson`)
  const { repetitions, median, ...about } = result
  const lines = [
    ...repetitions.map((repetition, n) => ({ kind: "repetition", repetition: n + 1, ...repetition })),
    { kind: "summary", ...about, median },
  ]
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
  return path
}

export type Summary = Omit<BulkResult, "repetitions">

/** The newest earlier result in `results` of as many contacts. */
export function previousResult(results: string, contacts: number): Summary | undefined {
  mkdirSync(results, { recursive: true })
  return readdirSync(results)
    .filter((name) => /^bulk-.*\.ndjson$/.test(name))
    .sort()
    .reverse()
    .map(
      (name) =>
        JSON.parse(readFileSync(join(results, name), "utf8").trim().split("\n").at(-1) ?? "") as Summary,
    )
    .find((summary) => summary.contacts === contacts)
}
