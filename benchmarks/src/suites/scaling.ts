/**
 * Measures the cost of a contact by number of contacts, of threads, and of campaigns and past emails for each
 * contact.
 */
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { lineCharts } from "../charts/lines.ts"
import { cachedExport } from "../export.ts"
import { type Bench, repetitions, type Suite } from "../frame/bench.ts"
import { coresBusy, type JobRun, runJob, sameChecksum } from "../job.ts"
import { exportWithCampaigns, exportWithHistory } from "./scaling/variants.ts"

const MAX_VARIANT_CONTACTS = 1_000_000
const EACH = [0, 1, 2, 4, 8]

/** Numbers of threads: 1, 2, 4 … and all cores. */
const THREADS = [1, 2, 4, 8, 16, 32, 64].filter((threads) => threads < availableParallelism())
THREADS.push(availableParallelism())

export const scaling: Suite = {
  name: "scaling",
  about:
    "the wall and CPU time for each contact, process start included, while one size grows and all others stay the same",
  sizes: {
    full: { contacts: [100_000, 1_000_000, 3_000_000], reps: 1, threads: THREADS },
    smoke: { contacts: [1_000], reps: 1, threads: [1, 2] },
  },
  run: async (bench) => {
    const most = Math.max(...bench.threads)
    for (const contacts of bench.contacts) {
      await measure(bench, `contacts=${contacts}`, await cachedExport(bench.data, contacts), most)
    }
    const smaller = bench.contacts.filter((contacts) => contacts <= MAX_VARIANT_CONTACTS)
    const base = smaller.length === 0 ? Math.min(...bench.contacts) : Math.max(...smaller)
    const input = await cachedExport(bench.data, base)
    const runs: Array<JobRun> = []
    for (const threads of bench.threads) {
      runs.push(...(await measure(bench, `threads=${threads}`, input, threads)))
    }
    sameChecksum(runs)
    const each = bench.smoke ? [2] : EACH
    for (const n of each) {
      await measure(bench, `campaigns_per_contact=${n}`, await exportWithCampaigns(input, n), most)
    }
    for (const n of each) {
      await measure(bench, `past_emails_per_contact=${n}`, await exportWithHistory(input, n), most)
    }
  },
  charts: (measurements) => lineCharts(measurements, ["a contact", "a contact, CPU", "peak memory"]),
}

async function measure(
  bench: Bench,
  name: string,
  input: string,
  threads: number,
): Promise<ReadonlyArray<JobRun>> {
  const runs: Array<JobRun> = []
  for (const rep of repetitions(bench)) {
    bench.say(`${name}: ${rep} of ${bench.reps}`)
    const run = await runJob({ input, out: join(bench.work, "run"), threads })
    runs.push(run)
    bench.record(
      { case: name, rep, hash: sameChecksum(runs) },
      {
        contacts: [run.contacts, "count"],
        rows: [run.rows, "count"],
        run: [run.wall_seconds, "s"],
        "a contact": [(run.wall_seconds / run.contacts) * 1e6, "µs"],
        "a contact, CPU": [(run.cpu_seconds / run.contacts) * 1e6, "µs"],
        "cores busy": [coresBusy(run, threads), "%"],
        "peak memory": [run.peak_rss_bytes, "bytes"],
      },
    )
  }
  return runs
}
