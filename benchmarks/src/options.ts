/** The command line of `npm run bench`. */
import { availableParallelism, tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import type { Sizes, Suite } from "./frame/bench.ts"
import { SUITES } from "./suites.ts"

export const USAGE =
  `npm run bench -- [${SUITES.map(({ name }) => name).join("|")} …] [--contacts N,…] [--reps N] [--threads N,…] ` +
  "[--runners N,…] [--blocks N,…] " +
  "[--against COMMIT|FILE.ndjson] [--fail-above RATIO] [--save FILE] [--json] [--profile] [--data DIR] [--run DIR] [--smoke]"

export interface Options {
  readonly suites: ReadonlyArray<Suite>
  /** Sizes given on the command line. The suites define the others. */
  readonly sizes: Partial<Sizes>
  readonly smoke: boolean
  readonly data: string
  readonly run: string | undefined
  /** The baseline: a commit or a file of results. */
  readonly against: string | undefined
  readonly failAbove: number | undefined
  /** File for the results; by default a new one in {@link results}. */
  readonly save: string | undefined
  readonly results: string
  readonly json: boolean
  readonly profile: boolean
}

export function readOptions(args: ReadonlyArray<string>): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      contacts: { type: "string" },
      reps: { type: "string" },
      threads: { type: "string" },
      runners: { type: "string" },
      blocks: { type: "string" },
      against: { type: "string" },
      "fail-above": { type: "string" },
      save: { type: "string" },
      json: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
      data: { type: "string", default: join(tmpdir(), "almanac-bench") },
      run: { type: "string" },
      smoke: { type: "boolean", default: false },
    },
  })
  const names = positionals.length === 0 ? ["bulk"] : positionals
  const given = (name: "contacts" | "threads" | "runners" | "blocks") => {
    const text = values[name]
    return text === undefined ? {} : { [name]: wholeNumbers(name, text) }
  }
  const [reps] = values.reps === undefined ? [] : wholeNumbers("reps", values.reps)
  if (values["fail-above"] !== undefined && values.against === undefined) {
    throw new Error("--fail-above goes with --against")
  }
  return {
    suites: names.map(suiteNamed),
    sizes: {
      ...given("contacts"),
      ...given("threads"),
      ...given("runners"),
      ...given("blocks"),
      ...(reps && { reps }),
    },
    smoke: values.smoke,
    data: resolve(values.data),
    run: values.run && resolve(values.run),
    against: values.against,
    failAbove: values["fail-above"] === undefined ? undefined : ratio(values["fail-above"]),
    save: values.save && resolve(values.save),
    results: join(import.meta.dirname, "../../bench-results"),
    json: values.json,
    profile: values.profile,
  }
}

function suiteNamed(name: string): Suite {
  const suite = SUITES.find((known) => known.name === name)
  if (suite === undefined) throw new Error(`there is no suite ${name}`)
  return suite
}

function wholeNumbers(name: string, text: string): ReadonlyArray<number> {
  const values = text.split(",").map(Number)
  if (values.every((value) => Number.isSafeInteger(value) && value >= 1)) return values
  throw new Error(`--${name} ${text} is not a positive number`)
}

function ratio(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(`--fail-above ${text} is not a ratio: give one like 1.1`)
}

/** What the suites are about, and what the flags mean. */
export const help = (): string =>
  [
    USAGE,
    "",
    "Suites (default: bulk)",
    ...SUITES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`),
    "",
    "Flags",
    "  --contacts N,…, --threads N,…, --reps N   sizes, instead of those of the suite",
    "  --runners N,…, --blocks N,…               sizes of a cluster, instead of those of the suite",
    "  --against COMMIT|FILE.ndjson              compares with a commit, run in turn, or with saved results",
    "  --fail-above RATIO                        with --against: exit code 1 where something is slower by more",
    "  --save FILE                               where the results go (default: a new file in bench-results/)",
    "  --data DIR, --run DIR                     where exports are kept, and a finished run to use",
    "  --smoke                                   tiny sizes: whether it works at all",
    "  --json, --profile                         results as JSON; a CPU profile of each process",
  ].join("\n")

/** Sizes that apply if neither the command line nor the suite gives others. */
const SIZES = (smoke: boolean): Sizes => ({
  contacts: [smoke ? 2_000 : 100_000],
  reps: 1,
  threads: [availableParallelism()],
  runners: [1],
  blocks: [],
})

export const sizesOf = (suite: Suite, { smoke, sizes }: Options): Sizes => ({
  ...SIZES(smoke),
  ...suite.sizes[smoke ? "smoke" : "full"],
  ...sizes,
})
