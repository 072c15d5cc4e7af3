/** Measures the bulk job of this work tree and of another commit, in turn. */
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runChild } from "../child.ts"
import { git } from "../environment.ts"
import { ALMANAC, cachedExport } from "../export.ts"
import { type Bench, repetitions, type Suite } from "../frame/bench.ts"
import { type JobRun, runJob } from "../job.ts"
import { floorSeconds, runFloor } from "../suites/bulk.ts"
import { PAIRED } from "./compare.ts"
import { linkOrInstall } from "./modules.ts"

/** Where the command is, and where it was in earlier commits. */
const COMMANDS = ["apps/cli/bin/almanac.mjs", "apps/bulk/bin/almanac.mjs"]

/** The full hash of a commit; undefined if git does not know the name. */
export function commitNamed(name: string): string | undefined {
  try {
    return git("rev-parse", "--verify", "--end-of-options", `${name}^{commit}`).trim()
  } catch {
    return undefined
  }
}

export const pairedWith = (commit: string): Suite => ({
  name: PAIRED,
  about: `the bulk job of this work tree (now) and of commit ${commit.slice(0, 12)} (then), taking turns to go first, and the floor after each pair`,
  sizes: { full: { contacts: [1_000_000], reps: 5 }, smoke: { contacts: [2_000], reps: 1 } },
  run: async (bench) => {
    const parent = mkdtempSync(join(tmpdir(), "almanac-commit-"))
    const tree = join(parent, "tree")
    try {
      git("worktree", "add", "--detach", tree, commit)
      linkOrInstall(tree, bench.say)
      const almanac = COMMANDS.map((path) => join(tree, path)).find(existsSync) ?? ALMANAC
      // The first start fills Node's cache of compiled code, so that both start equally fast afterwards.
      for (const script of [ALMANAC, almanac]) await runChild(script, ["--version"])
      await measure(bench, almanac)
    } finally {
      rmSync(parent, { recursive: true, force: true })
      git("worktree", "prune")
    }
  },
})

async function measure(bench: Bench, almanacThen: string): Promise<void> {
  for (const contacts of bench.contacts) {
    const input = await cachedExport(bench.data, contacts)
    for (const threads of bench.threads) {
      const name = `contacts=${contacts} threads=${threads}`
      const out = (which: string): string => join(bench.work, which)
      const runNow = (): Promise<JobRun> => runJob({ input, out: out("now"), threads })
      const runThen = (): Promise<JobRun> =>
        runJob({ almanac: almanacThen, input, out: out("then"), threads })
      for (const rep of repetitions(bench)) {
        bench.say(`${name}: now and then, ${rep} of ${bench.reps}`)
        const [first, second] = rep % 2 === 1 ? [runThen, runNow] : [runNow, runThen]
        const runs = [await first(), await second()] as const
        const [then, now] = rep % 2 === 1 ? runs : (runs.toReversed() as [JobRun, JobRun])
        const floor = await runFloor(input, out("now"), threads)
        bench.record(
          { case: name, rep, hash: now.schedules_checksum },
          {
            floor: [floorSeconds(floor), "s"],
            "run now": [now.wall_seconds, "s"],
            "run then": [then.wall_seconds, "s"],
            "peak memory, now": [now.peak_rss_bytes, "bytes"],
            "peak memory, then": [then.peak_rss_bytes, "bytes"],
            "same rows": [Number(now.schedules_checksum === then.schedules_checksum), "count"],
            "wall, now to then": [now.wall_seconds / then.wall_seconds, "ratio"],
            "CPU, now to then": [now.cpu_seconds / then.cpu_seconds, "ratio"],
          },
        )
      }
    }
  }
}
