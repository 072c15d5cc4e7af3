/**
 * Measures alternatives to Almanac for a part of its work, next to Almanac doing that part and doing
 * everything.
 */
import { join } from "node:path"
import type { ChildResult } from "../child.ts"
import { cachedExport } from "../export.ts"
import { firstOf, repetitions, type Suite, type Value } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"
import { agreement, type Way, waysOf } from "../instead/ways.ts"
import { runJob } from "../job.ts"

export const instead: Suite = {
  name: "instead",
  about:
    "birthday, effective-date and AEP emails with windows and catch-up, for the same contacts, in turn; then Almanac with " +
    "everything: campaigns, follow-ups, post-window emails, history, balancing, frequency limit. Processes are timed from " +
    "start to end; differing: rows that only this way or only Almanac has",
  sizes: { full: { contacts: [100_000], reps: 3 }, smoke: { contacts: [2_000], reps: 1 } },
  run: async (bench) => {
    const contacts = firstOf(bench.contacts)
    const threads = Math.max(...bench.threads)
    const input = await cachedExport(bench.data, contacts)
    const ways = waysOf(input, bench.work, threads)
    const [almanac] = ways as readonly [Way, ...ReadonlyArray<Way>]
    const measured: Array<readonly [way: Way, start: () => Promise<ChildResult>]> = []
    for (const way of ways) measured.push([way, await way.prepare()])
    for (const rep of repetitions(bench)) {
      for (const [way, start] of measured) {
        bench.say(`${way.name}, ${rep} of ${bench.reps}`)
        const took = await start()
        const { rows, differing } = await agreement(way, almanac)
        bench.record({ case: way.name, rep }, { ...values(took, rows), differing: [differing, "count"] })
      }
      bench.say(`Almanac, everything, ${rep} of ${bench.reps}`)
      const all = await runJob({ input, out: join(bench.work, "everything"), threads })
      bench.record({ case: "Almanac, everything", rep, hash: all.schedules_checksum }, values(all, all.rows))
    }
  },
}

const values = (took: ChildResult, rows: number): Record<string, Value> => ({
  ...processValues(took),
  rows: [rows, "count"],
  "rows a second": [rows / took.wall_seconds, "/s"],
})
