/** Measures the command's bulk job next to the floor and to a run without checkpoints. */
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { stageBars } from "../charts/stage-bars.ts"
import { type ChildResult, runChild } from "../child.ts"
import { cachedExport } from "../export.ts"
import { FLOOR, type FloorTimes } from "../floor.ts"
import { type Bench, repetitions, type Suite, type Value } from "../frame/bench.ts"
import { coresBusy, type Job, type JobRun, MEMORY_LIMIT_MB, runJob, sameChecksum } from "../job.ts"
import { hottestFunctions, profilesIn } from "../profile.ts"
import { replan } from "../replan.ts"

const FLOOR_SCRIPT = fileURLToPath(new URL("../floor.ts", import.meta.url))
const WITHOUT_CHECKPOINTS = new URL("../without-checkpoints.ts", import.meta.url).href

export const bulk: Suite = {
  name: "bulk",
  about:
    `the bulk job with a memory limit of ${MEMORY_LIMIT_MB} MB, timed from start to end of its process; floor: ${FLOOR}, ` +
    "timed without the start of its process; both are measured in turn",
  sizes: {
    full: { contacts: [3_000_000], reps: 3 },
    smoke: { contacts: [2_000], reps: 1 },
  },
  run: async (bench) => {
    for (const contacts of bench.contacts) {
      const input = await cachedExport(bench.data, contacts)
      for (const threads of bench.threads) await measure(bench, contacts, threads, input)
    }
  },
  charts: (measurements) => [{ name: "stages", svg: stageBars(measurements) }],
}

async function measure(bench: Bench, contacts: number, threads: number, input: string): Promise<void> {
  const name = `contacts=${contacts} threads=${threads}`
  const out = join(bench.work, "run")
  const runs: Array<JobRun> = []
  for (const rep of repetitions(bench)) {
    bench.say(`${name}: run, floor, and run without checkpoints, ${rep} of ${bench.reps}`)
    const run = await runJob({ input, out, threads })
    const floor = await runFloor(input, out, threads)
    if (floor.rows !== run.rows) throw new Error(`the floor wrote ${floor.rows} rows, the run ${run.rows}`)
    const planned = await replan(out)
    const bare = await runJob({ input, out, threads, nodeFlags: ["--import", WITHOUT_CHECKPOINTS] })
    runs.push(run, bare)
    bench.record(
      { case: name, rep, hash: sameChecksum(runs) },
      {
        ...runValues(run, threads),
        ...floorValues(run, floor),
        ...checkpointValues(run, bare),
        "plan again from the histogram": [planned.seconds, "s"],
      },
    )
  }
  if (bench.profiles !== undefined) await profile(bench, bench.profiles, { input, out, threads })
}

interface Floor extends ChildResult, FloorTimes {}

/**
 * Measures the floor. Call it right after the run whose rows it writes again.
 * @param store a new database to which the rows are written as well
 */
export async function runFloor(input: string, run: string, threads: number, store?: string): Promise<Floor> {
  const files = [input, join(run, "schedules"), join(run, "floor.parquet")]
  const given = [...files, String(threads), String(MEMORY_LIMIT_MB), ...(store === undefined ? [] : [store])]
  const child = await runChild(FLOOR_SCRIPT, given)
  return { ...child, ...(JSON.parse(child.stdout) as FloorTimes) }
}

export const floorSeconds = ({ read_seconds, copy_seconds, insert_seconds }: FloorTimes): number =>
  read_seconds + copy_seconds + insert_seconds

/** Names of the stages, with the names of their seconds in the manifest. */
const STAGES: Readonly<Record<string, string>> = {
  "read and stage": "stage_seconds",
  count: "count_seconds",
  plan: "plan_seconds",
  "apply and write": "write_seconds",
  commit: "finish_seconds",
}

export function stageValues({ timings }: JobRun): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(STAGES).map(([stage, key]) => [`run: ${stage}`, [timings[key] ?? 0, "s"] as const]),
  )
}

function runValues(run: JobRun, threads: number): Record<string, Value> {
  const { wall_seconds, contacts, rows, timings } = run
  return {
    contacts: [contacts, "count"],
    rows: [rows, "count"],
    run: [wall_seconds, "s"],
    "run, CPU": [run.cpu_seconds, "s"],
    "cores busy": [coresBusy(run, threads), "%"],
    "peak memory": [run.peak_rss_bytes, "bytes"],
    "contacts a second": [contacts / wall_seconds, "/s"],
    "rows a second": [rows / wall_seconds, "/s"],
    "run: start and end": [wall_seconds - (timings.total_seconds ?? 0), "s"],
    ...stageValues(run),
  }
}

function floorValues(run: JobRun, floor: Floor): Record<string, Value> {
  return {
    floor: [floorSeconds(floor), "s"],
    "floor: read": [floor.read_seconds, "s"],
    "floor: write": [floor.copy_seconds, "s"],
    "floor, CPU": [floor.cpu_seconds, "s"],
    "run to floor": [run.wall_seconds / floorSeconds(floor), "floors"],
    "run to floor, CPU": [run.cpu_seconds / floor.cpu_seconds, "floors"],
  }
}

function checkpointValues(run: JobRun, bare: JobRun): Record<string, Value> {
  return {
    "run without checkpoints": [bare.wall_seconds, "s"],
    "run without checkpoints, CPU": [bare.cpu_seconds, "s"],
    "checkpoint overhead": [run.wall_seconds - bare.wall_seconds, "s"],
    "checkpoint overhead, CPU": [run.cpu_seconds - bare.cpu_seconds, "s"],
  }
}

async function profile(bench: Bench, directory: string, job: Job): Promise<void> {
  bench.say("one more run, profiled")
  const before = new Set(profilesIn(directory))
  await runJob({ ...job, nodeFlags: ["--cpu-prof", "--cpu-prof-dir", directory] })
  bench.say(hottestFunctions(profilesIn(directory).filter((file) => !before.has(file))))
}
