/** `npm run bench`: measures, next to a floor measured at the same time. */
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { type BulkOptions, bulk } from "./suites/bulk.ts"
import { contact } from "./suites/contact.ts"
import { EDGE_FULL, EDGE_SMOKE, edge } from "./suites/edge.ts"
import { PLAN_FULL, PLAN_SMOKE, plan } from "./suites/plan.ts"

const USAGE =
  "npm run bench -- [bulk|plan|contact|edge] [--contacts N] [--run DIR] [--repetitions N] [--smoke] [--json FILE] [--profile] [--keep DIR]"
const RESULTS = join(import.meta.dirname, "../../bench-results")
const SUITES = ["bulk", "plan", "contact", "edge"] as const
type Suite = (typeof SUITES)[number]

interface Size {
  readonly contacts: number
  readonly repetitions: number
}

/** Where the command line says nothing. */
const SIZES: Readonly<Record<Suite, Readonly<Record<"full" | "smoke", Size>>>> = {
  bulk: { full: { contacts: 3_000_000, repetitions: 3 }, smoke: { contacts: 2_000, repetitions: 2 } },
  plan: {
    full: { contacts: PLAN_FULL.contacts, repetitions: 1 },
    smoke: { contacts: PLAN_SMOKE.contacts, repetitions: 1 },
  },
  contact: { full: { contacts: 200_000, repetitions: 1 }, smoke: { contacts: 500, repetitions: 1 } },
  edge: { full: EDGE_FULL, smoke: EDGE_SMOKE },
}

export interface BenchOptions extends BulkOptions {
  readonly suite: Suite
  /** A finished run for the edge to serve. */
  readonly run: string | undefined
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
      run: { type: "string" },
    },
  })
  const [name = "bulk", ...more] = positionals
  const suite = SUITES.find((known) => known === name)
  if (suite === undefined || more.length > 0) throw new Error(`no suite ${positionals.join(" ")}`)
  const defaults = SIZES[suite][values.smoke ? "smoke" : "full"]
  return {
    suite,
    smoke: values.smoke,
    contacts: wholeNumber("contacts", values.contacts, defaults.contacts),
    repetitions: wholeNumber("repetitions", values.repetitions, defaults.repetitions),
    results: RESULTS,
    json: values.json,
    profile: values.profile,
    keep: values.keep && resolve(values.keep),
    run: values.run && resolve(values.run),
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
    else if (suite === "contact") contact(options.contacts, console.log)
    else if (suite === "edge") await edge({ ...(smoke ? EDGE_SMOKE : EDGE_FULL), ...options }, console.log)
    else await plan({ ...(smoke ? PLAN_SMOKE : PLAN_FULL), results, json }, console.log)
  } catch (cause) {
    console.error(`bench: ${(cause as Error).message}`)
    process.exitCode = 1
  }
}
