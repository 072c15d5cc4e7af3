/**
 * Measures a run on the store next to the same run on files, and the queries of a sender on the store
 * afterwards.
 */
import { copyFileSync, mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { stageBars } from "../charts/stage-bars.ts"
import { runChild } from "../child.ts"
import { inDuckdb } from "../duckdb.ts"
import { ALMANAC, cachedExport } from "../export.ts"
import { STORE_FLOOR } from "../floor.ts"
import { type Bench, repetitions, type Suite, type Value } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"
import { type JobRun, runJob, sameChecksum } from "../job.ts"
import { floorSeconds, runFloor, stageValues } from "./bulk.ts"
import { BATCH, send } from "./store/send.ts"

export const store: Suite = {
  name: "store",
  about:
    "almanac run --db (backup, run on it, commit) in turn with almanac run --in on the files it was imported from; " +
    `floor: ${STORE_FLOOR}; ` +
    `then a sender in this process, which claims a day's emails and marks them sent, ${BATCH} at a time`,
  sizes: {
    full: { contacts: [100_000, 3_000_000], reps: 3 },
    smoke: { contacts: [2_000], reps: 1 },
  },
  run: async (bench) => {
    for (const contacts of bench.contacts) await measure(bench, contacts)
  },
  charts: (measurements) => [{ name: "stages", svg: stageBars(measurements) }],
}

async function measure(bench: Bench, contacts: number): Promise<void> {
  const name = `contacts=${contacts}`
  const threads = Math.max(...bench.threads)
  const input = await cachedExport(bench.data, contacts)
  const imported = join(bench.work, `${contacts}.db`)
  bench.say(`${name}: import`)
  const took = await runChild(ALMANAC, ["import", "--db", imported, "--in", input, "--json"])
  bench.record({ case: `${name} import` }, processValues(took))
  const runs: Array<JobRun> = []
  for (const rep of repetitions(bench)) {
    bench.say(`${name}: on files and on the store, ${rep} of ${bench.reps}`)
    const place = join(bench.work, "store")
    rmSync(place, { recursive: true, force: true })
    mkdirSync(place)
    const db = join(place, "almanac.db")
    copyFileSync(imported, db)
    const files = await runJob({ input, out: join(bench.work, "files"), threads })
    const began = Date.now()
    const out = join(bench.work, "out")
    const stored = await runJob({ db, out, threads })
    const floor = await runFloor(input, out, threads, join(place, "floor.db"))
    if (floor.rows !== stored.rows)
      throw new Error(`the floor wrote ${floor.rows} rows, the run ${stored.rows}`)
    runs.push(files, stored)
    bench.record(
      { case: `${name} run`, rep, hash: sameChecksum(runs) },
      {
        "on files": [files.wall_seconds, "s"],
        "on files, CPU": [files.cpu_seconds, "s"],
        "on the store": [stored.wall_seconds, "s"],
        "on the store, CPU": [stored.cpu_seconds, "s"],
        "peak memory": [stored.peak_rss_bytes, "bytes"],
        "to files": [stored.wall_seconds / files.wall_seconds, "ratio"],
        floor: [floorSeconds(floor), "s"],
        "floor, CPU": [floor.cpu_seconds, "s"],
        "on the store to floor": [stored.wall_seconds / floorSeconds(floor), "floors"],
        "on the store to floor, CPU": [stored.cpu_seconds / floor.cpu_seconds, "floors"],
        ...(await stages(db, began, stored)),
      },
    )
    const backup = await runChild(ALMANAC, ["backup", "--db", db, "--json"])
    bench.record({ case: `${name} backup`, rep }, processValues(backup))
    const { emails, claimSeconds, markSeconds } = await send(db)
    bench.record(
      { case: `${name} sender`, rep },
      {
        emails: [emails, "count"],
        claims: [emails / claimSeconds, "/s"],
        marks: [emails / markSeconds, "/s"],
      },
    )
  }
}

/**
 * The stages of the whole process, in order. The store records when the run began and when it came back to
 * commit.
 */
async function stages(db: string, spawned: number, stored: JobRun): Promise<Record<string, Value>> {
  const [times] = await inDuckdb(
    (query) =>
      query(`SELECT epoch_ms(begun_at)::DOUBLE AS begun, epoch_ms(ended_at)::DOUBLE AS came_back FROM runs`),
    db,
  )
  const [begun, cameBack] = [Number(times?.begun), Number(times?.came_back)]
  const { wall_seconds, timings } = stored
  return {
    "run: start and open": [(begun - spawned) / 1000, "s"],
    "run: backup and snapshot": [(cameBack - begun) / 1000 - (timings.total_seconds ?? 0), "s"],
    ...stageValues(stored),
    "run: commit to the store": [(spawned - cameBack) / 1000 + wall_seconds, "s"],
  }
}
