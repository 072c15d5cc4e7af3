/** The command `npm run torture`: the full torture tests of the store and of a cluster. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { CANCEL_TARGET, RECOVERY_TARGET, tortureCluster } from "./cluster/torture-cluster.ts"
import { torture } from "./torture.ts"

const HELP = `npm run torture -- [--kills N] [--seed S] [--contacts N]
npm run torture -- --cluster [--kills N] [--seed S] [--contacts N] [--blocks N] [--runners N] [--bucket]

Kills processes on a store at random moments, and checks that no email is lost or taken twice. With --cluster, kills and stops
the runners of a cluster, their child processes and PostgreSQL, and checks that each run is as one process makes it.

  --kills N      number of kills (default 500, on a cluster 100)
  --seed S       seed of the random moments (default: from the clock; it is printed)
  --contacts N   contacts in the store or of each run (default 3000, on a cluster 20000)
  --blocks N     blocks of each run on a cluster (default: 3 to 5 by chance)
  --runners N    runners of the cluster that work at a time (default 2)
  --bucket       the work directory of the cluster is a bucket`

interface Options {
  readonly cluster: boolean
  readonly bucket: boolean
  readonly kills: number
  readonly seed: number
  readonly contacts: number
  readonly blocks: number | undefined
  readonly runners: number
}

/** Reads the flags that are given. Throws an error of one line if one cannot be read. */
function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      cluster: { type: "boolean", default: false },
      bucket: { type: "boolean", default: false },
      kills: { type: "string" },
      seed: { type: "string" },
      contacts: { type: "string" },
      blocks: { type: "string" },
      runners: { type: "string" },
    },
  })
  const { cluster, bucket } = values
  const given = (name: Exclude<keyof typeof values, "cluster" | "bucket">): number | undefined => {
    const text = values[name]
    if (text === undefined) return undefined
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= 1) return value
    throw new Error(`--${name} ${text} is not a positive number`)
  }
  const [blocks, runners] = [given("blocks"), given("runners")]
  if (!cluster && (bucket || (blocks ?? runners) !== undefined))
    throw new Error("--blocks, --runners and --bucket go with --cluster")
  return {
    cluster,
    bucket,
    kills: given("kills") ?? (cluster ? 100 : 500),
    seed: given("seed") ?? (Date.now() % 1_000_000) + 1,
    contacts: given("contacts") ?? (cluster ? 20_000 : 3_000),
    blocks,
    runners: runners ?? 2,
  }
}

function optionsOrExit(): Options {
  try {
    return readOptions()
  } catch (cause) {
    console.error(`torture: ${(cause as Error).message}: see npm run torture -- --help`)
    process.exit(2)
  }
}

const counted = (done: Readonly<Record<string, number>>): string =>
  Object.entries(done)
    .map(([what, times]) => `${times} × ${what}`)
    .join(", ")

const compared = (seconds: number, target: number): string =>
  `at most ${seconds.toFixed(1)} s (target ${target} s: ${seconds <= target ? "met" : "missed"})`

/** Runs the torture test, and returns the lines that say what was survived. */
async function survived(options: Options, directory: string): Promise<string> {
  const { kills, seed } = options
  const onEvent = (count: number, what: string) => console.log(`${String(count).padStart(4)}  ${what}`)
  if (options.cluster) {
    const result = await tortureCluster({ ...options, directory, onEvent })
    return [
      `survived ${result.kills} kills in ${result.runs} runs: ${counted(result.done)}; each run is as one process makes it (seed ${seed})`,
      `works again after a kill: ${compared(result.recovery_seconds, RECOVERY_TARGET)}; a cancelled run ends: ${compared(result.cancel_seconds, CANCEL_TARGET)}`,
    ].join("\n")
  }
  const { done, taken } = await torture({ ...options, directory, onKill: onEvent })
  return `survived ${kills} kills: ${counted(done)}; ${taken} emails left the plan, none lost, none twice (seed ${seed})`
}

if (process.argv.some((arg) => arg === "--help" || arg === "-h")) {
  console.log(HELP)
  process.exit(0)
}
const options = optionsOrExit()
const directory = mkdtempSync(join(tmpdir(), "almanac-torture-"))
console.log(`seed ${options.seed}, ${options.kills} kills, ${options.contacts} contacts`)
try {
  console.log(await survived(options, directory))
  rmSync(directory, { recursive: true })
} catch (error) {
  console.error(`almanac torture: ${error instanceof Error ? error.message : error} (files in ${directory})`)
  process.exitCode = 1
}
