/** Measures how long the command takes to start. */
import { runChild } from "../child.ts"
import { ALMANAC } from "../export.ts"
import { repetitions, type Suite } from "../frame/bench.ts"
import { processValues } from "../frame/process-values.ts"

export const startup: Suite = {
  name: "startup",
  about: "the processes of almanac --help, and of --version, which loads the command line; from start to end",
  sizes: { full: { reps: 10 }, smoke: { reps: 1 } },
  run: async (bench) => {
    for (const rep of repetitions(bench)) {
      for (const flag of ["--help", "--version"]) {
        bench.record({ case: `almanac ${flag}`, rep }, processValues(await runChild(ALMANAC, [flag])))
      }
    }
  },
}
