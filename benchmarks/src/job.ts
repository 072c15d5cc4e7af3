/** Runs the bulk job as a measured process. */
import { readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type ChildResult, runChild } from "./child.ts"
import { ALMANAC, AS_OF } from "./export.ts"

export const MEMORY_LIMIT_MB = 900

export interface Job {
  /** Script of the command; by default the one of this work tree. */
  readonly almanac?: string
  readonly input?: string
  readonly db?: string
  /** Output directory. It is removed before the run. */
  readonly out: string
  readonly threads: number
  readonly config?: string | undefined
  readonly nodeFlags?: ReadonlyArray<string>
}

export interface JobRun extends ChildResult {
  readonly contacts: number
  readonly rows: number
  readonly schedules_checksum: string
  /** Seconds by stage, from the manifest. */
  readonly timings: Readonly<Record<string, number>>
}

/** Runs the job to its end. */
export async function runJob({
  almanac = ALMANAC,
  input,
  db,
  out,
  threads,
  config,
  nodeFlags,
}: Job): Promise<JobRun> {
  rmSync(out, { recursive: true, force: true })
  const given = { in: input, db, out, config, "as-of": AS_OF, threads, "memory-limit": MEMORY_LIMIT_MB }
  const flags = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  )
  const child = await runChild(almanac, ["run", ...flags, "--json"], nodeFlags)
  const { contacts, rows, schedules_checksum } = JSON.parse(child.stdout) as JobRun
  const { timings } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as JobRun
  return { ...child, contacts, rows, schedules_checksum, timings }
}

/** CPU time of a process as a percentage of the time of all cores. */
export const coresBusy = ({ cpu_seconds, wall_seconds }: ChildResult, cores: number): number =>
  (100 * cpu_seconds) / (wall_seconds * cores)

/** The checksum of the rows of all runs. Throws if two runs differ. */
export function sameChecksum(runs: ReadonlyArray<Pick<JobRun, "schedules_checksum">>): string {
  const [first, ...others] = new Set(runs.map((run) => run.schedules_checksum))
  if (first === undefined) throw new Error("nothing was run")
  if (others.length > 0) throw new Error(`two runs differ: ${first} and ${others[0]}`)
  return first
}
