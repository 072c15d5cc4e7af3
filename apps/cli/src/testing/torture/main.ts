/** The command `npm run torture`: the full torture test of the store. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { torture } from "./torture.ts"

const HELP = `npm run torture -- [--kills N] [--seed S] [--contacts N]

Kills processes on a store at random moments, and checks that no email is lost or taken twice.

  --kills N      number of kills (default 500)
  --seed S       seed of the random moments (default: from the clock; it is printed)
  --contacts N   contacts in the store (default 3000)`

/** Reads the numbers that are given. Throws an error of one line if one cannot be read. */
function readOptions(): { readonly kills: number; readonly seed: number; readonly contacts: number } {
  const { values } = parseArgs({
    options: {
      kills: { type: "string", default: "500" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      contacts: { type: "string", default: "3000" },
    },
  })
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name])
    if (Number.isSafeInteger(value) && value >= 1) return value
    throw new Error(`--${name} ${values[name]} is not a positive number`)
  }
  return { kills: number("kills"), seed: number("seed"), contacts: number("contacts") }
}

function optionsOrExit(): ReturnType<typeof readOptions> {
  try {
    return readOptions()
  } catch (cause) {
    console.error(`torture: ${(cause as Error).message}: see npm run torture -- --help`)
    process.exit(2)
  }
}

if (process.argv.some((arg) => arg === "--help" || arg === "-h")) {
  console.log(HELP)
  process.exit(0)
}
const { kills, seed, contacts } = optionsOrExit()
const directory = mkdtempSync(join(tmpdir(), "almanac-torture-"))
console.log(`seed ${seed}, ${kills} kills, ${contacts} contacts`)
try {
  const { done, taken } = await torture({
    directory,
    seed,
    kills,
    contacts,
    onKill: (count, what) => console.log(`${String(count).padStart(4)}  ${what}`),
  })
  const through = Object.entries(done).map(([kind, times]) => `${times} × ${kind}`)
  console.log(
    `survived ${kills} kills: ${through.join(", ")}; ${taken} emails left the plan, none lost, none twice (seed ${seed})`,
  )
  rmSync(directory, { recursive: true })
} catch (error) {
  console.error(`almanac torture: ${error instanceof Error ? error.message : error} (files in ${directory})`)
  process.exitCode = 1
}
