/**
 * The command `npm run torture -- [--kills 500] [--seed N] [--contacts 3000]`: the full
 * torture test of the store.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { torture } from "./torture.ts"

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    contacts: { type: "string", default: "3000" },
  },
})
const [kills, seed, contacts] = [Number(values.kills), Number(values.seed), Number(values.contacts)]
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
