/**
 * `npm run parity`: asks for every contact of a published run and compares the answers with the rows of the
 * run.
 */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { directoryFiles } from "@almanac/publish/directory-target"
import { type Parity, parityOf } from "@almanac/publish/parity"
import { readReleaseManifest } from "@almanac/release/pieces"
import * as Effect from "effect/Effect"
import { ASKERS, type Through } from "./askers.ts"
import { runChild } from "./child.ts"
import { AS_OF, cachedExport } from "./export.ts"

const ALMANAC = fileURLToPath(new URL("../../apps/cli/bin/almanac.mjs", import.meta.url))
const CACHE = join(import.meta.dirname, "../../bench-results/exports")
const DEFAULT_CONTACTS = 1_000_000
const SHOWN = 10
const PROGRESS_EVERY = 50_000

export interface ParityOptions {
  readonly contacts: number
  readonly through: Through
  /**
   * Number of organisations; the k-th is 1/k of the size of the first. Undefined: as in the other benchmarks.
   */
  readonly orgs?: number | undefined
  /** Whether organisations have settings of their own. */
  readonly ownSettings?: boolean
  /** File of the configuration. Undefined: the defaults. */
  readonly config?: string | undefined
}

/** Compares all contacts of a generated export, which is kept in `cache`. */
export async function parity(
  { contacts, orgs, ownSettings, config, through }: ParityOptions,
  cache: string,
  print: (text: string) => void,
): Promise<Parity> {
  const input = await cachedExport(cache, contacts, orgs, ownSettings)
  const work = await mkdtemp(join(tmpdir(), "almanac-parity-"))
  try {
    const [run, releases] = [join(work, "run"), join(work, "releases")]
    print(`deciding ${contacts} contacts as of ${AS_OF}`)
    const settings = config === undefined ? [] : ["--config", config]
    await runChild(ALMANAC, ["run", "--in", input, "--out", run, "--as-of", AS_OF, "--quiet", ...settings])
    print("publishing the run")
    const { stdout } = await runChild(ALMANAC, ["publish", "--run", run, "--to", releases, "--json"])
    const { release: id } = JSON.parse(stdout) as { readonly release: string }
    const { shards } = await readReleaseManifest(directoryFiles(releases), id)
    const asker = await ASKERS[through](releases, id)
    let told = 0
    return await Effect.runPromise(
      parityOf({
        run,
        shards,
        ask: asker.ask,
        onContacts: (compared) => {
          if (compared - told < PROGRESS_EVERY) return
          told = compared
          print(`${compared} contacts compared`)
        },
      }).pipe(Effect.ensuring(Effect.promise(asker.stop))),
    )
  } finally {
    await rm(work, { recursive: true })
  }
}

export function verdict({ contacts, rows, runRows, differing }: Parity): string {
  if (differing.length > 0) {
    return `${differing.length} of ${contacts} contacts differ, the first: ${differing.slice(0, SHOWN).join(", ")}`
  }
  return rows === runRows
    ? `${contacts} contacts, ${rows} rows: the edge answers exactly what the run decided`
    : `the run has ${runRows} rows, the edge answers ${rows}`
}

export const agrees = ({ rows, runRows, differing }: Parity): boolean =>
  differing.length === 0 && rows === runRows

const USAGE =
  "npm run parity -- [--contacts N] [--orgs K] [--own-settings] [--config FILE] [--through release|handler|node|deno|workerd]"

const HELP = `${USAGE}

Flags
  --contacts N     rows of contacts in the generated export (default ${DEFAULT_CONTACTS})
  --orgs K         number of organisations
  --own-settings   organisations have settings of their own, and some contacts opt-outs of single types
  --config FILE    configuration of the run (default: the built-in one)
  --through WAY    what answers: the reader of releases, the API's handler, or the API on Node, Deno or workerd
                   (default handler)

Examples
  npm run parity -- --contacts 100000 --orgs 5 --through workerd
  npm run parity -- --own-settings --config almanac.yaml`

/** Reads the options. Throws an error of one line if they are wrong. */
function readOptions(args: ReadonlyArray<string>): ParityOptions {
  const options = {
    contacts: { type: "string" },
    orgs: { type: "string" },
    "own-settings": { type: "boolean", default: false },
    config: { type: "string" },
    through: { type: "string", default: "handler" },
  } as const
  const { values } = parseArgs({ args: [...args], options })
  const through = Object.keys(ASKERS).find((name): name is Through => name === values.through)
  if (through === undefined) throw new Error(`--through ${values.through} is not known`)
  const count = (name: "contacts" | "orgs"): number | undefined => {
    const given = values[name]
    const number = Number(given)
    if (given === undefined) return undefined
    if (!Number.isSafeInteger(number) || number < 1)
      throw new Error(`--${name} ${given} is not a positive number`)
    return number
  }
  return {
    contacts: count("contacts") ?? DEFAULT_CONTACTS,
    orgs: count("orgs"),
    ownSettings: values["own-settings"],
    config: values.config,
    through,
  }
}

async function main(args: ReadonlyArray<string>): Promise<void> {
  if (args.some((arg) => arg === "--help" || arg === "-h")) return console.log(HELP)
  let options: ParityOptions
  try {
    options = readOptions(args)
  } catch (cause) {
    console.error(`parity: ${(cause as Error).message}: ${USAGE}`)
    process.exitCode = 2
    return
  }
  const found = await parity(options, CACHE, console.error)
  console.log(verdict(found))
  if (!agrees(found)) process.exitCode = 1
}

if (import.meta.main) await main(process.argv.slice(2))
