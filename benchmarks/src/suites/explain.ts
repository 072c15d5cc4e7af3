/** Measures the command that explains one contact of a finished run. */
import { createHash } from "node:crypto"
import { join } from "node:path"
import { runChild } from "../child.ts"
import { ALMANAC, cachedExport } from "../export.ts"
import { repetitions, type Suite } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"
import { runJob } from "../job.ts"
import { someContacts } from "../some-contacts.ts"

export const explain: Suite = {
  name: "explain",
  about:
    "the process of almanac explain --run for one contact, from start to end, with a different contact each time",
  sizes: { full: { contacts: [100_000, 3_000_000], reps: 5 }, smoke: { contacts: [1_000], reps: 1 } },
  run: async (bench) => {
    for (const contacts of bench.contacts) {
      const input = await cachedExport(bench.data, contacts)
      const run = join(bench.work, "run")
      bench.say(`a run of ${contacts} contacts to explain`)
      await runJob({ input, out: run, threads: Math.max(...bench.threads) })
      const ids = await someContacts(run, bench.reps)
      for (const rep of repetitions(bench)) {
        const args = ["explain", "--in", input, "--run", run, "--contact", String(ids[rep - 1]), "--json"]
        const child = await runChild(ALMANAC, args)
        const hash = createHash("sha256").update(child.stdout).digest("hex").slice(0, 12)
        bench.record({ case: `contacts=${contacts}`, rep, hash }, processValues(child))
      }
    }
  },
}
