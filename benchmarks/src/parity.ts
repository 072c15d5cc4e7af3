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
}

/** Compares all contacts of a generated export, which is kept in `cache`. */
export async function parity(
  { contacts, orgs, ownSettings, through }: ParityOptions,
  cache: string,
  print: (text: string) => void,
): Promise<Parity> {
  const input = await cachedExport(cache, contacts, orgs, ownSettings)
  const work = await mkdtemp(join(tmpdir(), "almanac-parity-"))
  try {
    const [run, releases] = [join(work, "run"), join(work, "releases")]
    print(`deciding ${contacts} contacts as of ${AS_OF}`)
    await runChild(ALMANAC, ["run", "--in", input, "--out", run, "--as-of", AS_OF, "--quiet"])
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

/** Reads the options. Throws an error of one line if they are wrong. */
function readOptions(args: ReadonlyArray<string>): ParityOptions {
  const options = {
    contacts: { type: "string" },
    orgs: { type: "string" },
    "own-settings": { type: "boolean", default: false },
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
    through,
  }
}

if (import.meta.main) {
  let options: ParityOptions
  try {
    options = readOptions(process.argv.slice(2))
  } catch (cause) {
    console.error(
      `parity: ${(cause as Error).message}: npm run parity -- [--contacts N] [--orgs K] [--own-settings] [--through release|handler|node|deno|workerd]`,
    )
    process.exit(2)
  }
  const found = await parity(options, CACHE, console.error)
  console.log(verdict(found))
  if (!agrees(found)) process.exitCode = 1
}
