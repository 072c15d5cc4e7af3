/** Measures how long the command takes to start. */
import { runChild } from "../child.ts"
import { ALMANAC } from "../export.ts"
import { repetitions, type Suite } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"

export const startup: Suite = {
  name: "startup",
  about: "the process of almanac --help, from start to end",
  sizes: { full: { reps: 10 }, smoke: { reps: 1 } },
  run: async (bench) => {
    for (const rep of repetitions(bench)) {
      bench.record({ case: "almanac --help", rep }, processValues(await runChild(ALMANAC, ["--help"])))
    }
  },
}
