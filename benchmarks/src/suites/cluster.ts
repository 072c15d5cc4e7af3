/** Measures runs on a cluster with several runners, next to the run of one process and next to the cost model. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { runChild } from "../child.ts"
import { ALMANAC, AS_OF, cachedExport } from "../export.ts"
import { type Bench, repetitions, type Suite } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"
import { type JobRun, MEMORY_LIMIT_MB, runJob, sameChecksum } from "../job.ts"
import {
  type ClusterSize,
  fitted,
  type MeasuredStep,
  type ModelledStep,
  predict,
  predictAlone,
  timesOf,
} from "./cluster/model.ts"
import { type Cluster, startCluster } from "./cluster/runners.ts"

export const cluster: Suite = {
  name: "cluster",
  about:
    "runs on a cluster of this machine, each runner with one slot, next to the run of one process and to what the model predicts",
  sizes: {
    full: { contacts: [1_000_000, 4_000_000], reps: 1, threads: [1], runners: [1, 2, 4], blocks: [1, 4] },
    smoke: { contacts: [1_000], reps: 1, threads: [1], runners: [1], blocks: [1] },
  },
  run: async (bench) => {
    const running = await startCluster(join(bench.work, "work"))
    const measured: Measured = new Map()
    try {
      for (const runners of bench.runners) {
        await running.grow(runners)
        for (const contacts of bench.contacts) await measure(bench, running, contacts, runners, measured)
      }
    } finally {
      await running.end()
    }
    for (const [name, runs] of measured) {
      const cost = fitted(runs)
      if (cost !== undefined)
        bench.say(`${name}: { fixed: ${cost.fixed.toFixed(2)}, million: ${cost.million.toFixed(2)} },`)
    }
    for (const contacts of MODELLED_CONTACTS) recordModel(bench, contacts)
  },
}

/** The steps of runs in several blocks, and the runs of one process, by name. */
type Measured = Map<string, Array<MeasuredStep>>

const remember = (measured: Measured, name: string, step: MeasuredStep): void => {
  measured.set(name, [...(measured.get(name) ?? []), step])
}

/** Sizes that are not measured here. */
const MODELLED_CONTACTS = [10_000_000, 100_000_000, 1_000_000_000]
const MODELLED_RUNNERS = [4, 16, 64]
const MODELLED_THREADS = 8
/** The threads of the large machine with which they are compared. */
const LARGE_MACHINE = 64

/** Records what the model says of larger runs. */
function recordModel(bench: Bench, contacts: number): void {
  for (const runners of MODELLED_RUNNERS) {
    const { seconds, cpu_seconds, transactions, read_bytes, written_bytes } = predict({
      contacts,
      runners,
      threads: MODELLED_THREADS,
    })
    bench.record(
      { case: `model: contacts=${contacts} runners=${runners} threads=${MODELLED_THREADS}` },
      {
        "run, model": [seconds, "s"],
        [`one process, ${MODELLED_THREADS} threads, model`]: [predictAlone(contacts, MODELLED_THREADS), "s"],
        [`one process, ${LARGE_MACHINE} threads, model`]: [predictAlone(contacts, LARGE_MACHINE), "s"],
        "CPU, model": [cpu_seconds, "s"],
        "transactions, model": [Math.round(transactions), "count"],
        "read, model": [read_bytes, "bytes"],
        "written, model": [written_bytes, "bytes"],
      },
    )
  }
}

async function measure(
  bench: Bench,
  running: Cluster,
  contacts: number,
  runners: number,
  measured: Measured,
): Promise<void> {
  const input = await cachedExport(bench.data, contacts)
  const [threads = 1] = bench.threads
  for (const rep of repetitions(bench)) {
    bench.say(`contacts=${contacts} runners=${runners}: ${rep} of ${bench.reps}`)
    const alone = await runJob({ input, out: join(bench.work, "alone"), threads })
    remember(measured, "one process", { contacts, cpu_seconds: alone.cpu_seconds })
    bench.record(
      { case: `contacts=${contacts}, one process`, rep, hash: sameChecksum([alone]) },
      processValues(alone),
    )
    for (const blocks of bench.blocks.length > 0 ? bench.blocks : [undefined]) {
      const size: ClusterSize = { contacts, runners, ...(blocks !== undefined && { blocks }) }
      await measureRun(bench, running, { size, input, threads, alone, rep, measured })
    }
  }
}

interface Measuring {
  readonly size: ClusterSize
  readonly input: string
  readonly threads: number
  /** The run of one process. */
  readonly alone: JobRun
  readonly rep: number
  readonly measured: Measured
}

async function measureRun(bench: Bench, running: Cluster, of: Measuring): Promise<void> {
  const { size, input, threads, alone, rep, measured } = of
  const out = join(bench.work, "out")
  rmSync(out, { recursive: true, force: true })
  const blocks = timesOf("count", size)
  const flags = {
    in: input,
    out,
    cluster: running.url,
    "as-of": AS_OF,
    threads,
    blocks,
    "memory-limit": MEMORY_LIMIT_MB,
  }
  const [before, transactions] = [running.usage(), await running.transactions()]
  const command = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  const run = await runChild(ALMANAC, ["run", ...command, "--json"])
  const [after, transactionsAfter] = [running.usage(), await running.transactions()]
  const { run_id, schedules_checksum } = JSON.parse(run.stdout)
  const steps = await running.stepsOf(run_id)
  for (const { step, result } of blocks > 1 ? steps : []) {
    const contacts = size.contacts / timesOf(step as ModelledStep, size)
    remember(measured, step, { contacts, cpu_seconds: result?.cpuSeconds ?? 0 })
  }
  const used = after.cpu_seconds - before.cpu_seconds
  const counted = transactionsAfter - transactions
  const model = predict(size)
  bench.record(
    {
      case: `contacts=${size.contacts} blocks=${blocks} runners=${size.runners}`,
      rep,
      hash: sameChecksum([alone, { schedules_checksum }]),
    },
    {
      run: [run.wall_seconds, "s"],
      "run, model": [model.seconds, "s"],
      CPU: [used, "s"],
      "CPU, model": [model.cpu_seconds, "s"],
      "run to one process": [run.wall_seconds / alone.wall_seconds, "ratio"],
      "CPU to one process": [used / alone.cpu_seconds, "ratio"],
      "steps, CPU": [steps.reduce((total, { result }) => total + (result?.cpuSeconds ?? 0), 0), "s"],
      transactions: [counted, "count"],
      "transactions, model": [Math.round(model.transactions), "count"],
      "transactions a block": [Math.round(counted / blocks), "count", "100"],
      read: [after.read_bytes - before.read_bytes, "bytes"],
      "read, model": [model.read_bytes, "bytes"],
      written: [after.written_bytes - before.written_bytes, "bytes"],
      "written, model": [model.written_bytes, "bytes"],
      "runner, peak memory": [running.peak(), "bytes", "300 MB"],
      "step, peak memory": [
        Math.max(...steps.map(({ result }) => result?.peakRssBytes ?? 0)),
        "bytes",
        "1,000 MB",
      ],
    },
  )
}
