/** `npm run bench`: measures, next to a floor measured at the same time. */
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { type BulkOptions, bulk } from "./suites/bulk.ts"
import { PLAN_FULL, PLAN_SMOKE, plan } from "./suites/plan.ts"

const USAGE =
  "npm run bench -- [bulk|plan] [--contacts N] [--repetitions N] [--smoke] [--json FILE] [--profile] [--keep DIR]"
const RESULTS = join(import.meta.dirname, "../../bench-results")
const SMOKE = { contacts: 2_000, repetitions: 2 }
const FULL = { contacts: 3_000_000, repetitions: 3 }

export interface BenchOptions extends BulkOptions {
  readonly suite: "bulk" | "plan"
  readonly smoke: boolean
}

export function readOptions(args: ReadonlyArray<string>): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      contacts: { type: "string" },
      repetitions: { type: "string" },
      smoke: { type: "boolean", default: false },
      json: { type: "string" },
      profile: { type: "boolean", default: false },
      keep: { type: "string" },
    },
  })
  const [suite = "bulk", ...more] = positionals
  if ((suite !== "bulk" && suite !== "plan") || more.length > 0)
    throw new Error(`no suite ${[suite, ...more].join(" ")}`)
  const defaults = values.smoke ? SMOKE : FULL
  return {
    suite,
    smoke: values.smoke,
    contacts: wholeNumber("contacts", values.contacts, defaults.contacts),
    repetitions: wholeNumber("repetitions", values.repetitions, defaults.repetitions),
    results: RESULTS,
    json: values.json,
    profile: values.profile,
    keep: values.keep && resolve(values.keep),
  }
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} ${text} is not a positive number`)
  return value
}

function optionsOrExit(): BenchOptions {
  try {
    return readOptions(process.argv.slice(2))
  } catch (cause) {
    console.error(`bench: ${(cause as Error).message}: ${USAGE}`)
    process.exit(2)
  }
}

if (import.meta.main) {
  const options = optionsOrExit()
  const { suite, smoke, results, json } = options
  try {
    if (suite === "bulk") await bulk(options, console.log)
    else await plan({ ...(smoke ? PLAN_SMOKE : PLAN_FULL), results, json }, console.log)
  } catch (cause) {
    console.error(`bench: ${(cause as Error).message}`)
    process.exitCode = 1
  }
}
