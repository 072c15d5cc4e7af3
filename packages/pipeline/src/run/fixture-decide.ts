/** Runs a small world and reads what the run left. For tests. */
import { join } from "node:path"
import type { World } from "@almanac/testkit/world"
import { type WriteOptions, writeWorld } from "@almanac/testkit/write-world"
import { decisionsOf, inScratch, query, runOnce } from "./fixture.ts"
import type { Manifest } from "./manifest.ts"

interface Outcome {
  readonly directory: string
  readonly output: string
  readonly manifest: Manifest
  readonly rows: ReadonlyArray<Record<string, unknown>>
  readonly rejects: ReadonlyArray<Record<string, unknown>>
}

/** Hands the outcome of a run of the world to `check`. */
export const decide = (
  world: World,
  check: (outcome: Outcome) => Promise<void> | void,
  options: WriteOptions = { format: "parquet" },
  batchSize = 1000,
) =>
  inScratch(async (directory) => {
    const [input, output] = [join(directory, "in"), join(directory, "out")]
    await writeWorld(world, input, options)
    const manifest = await runOnce({ input, output, asOf: world.as_of, config: world.config }, { batchSize })
    const rejects = await query(
      `SELECT contact_id, row_number, reason FROM '${output}/rejects/*.parquet' ORDER BY row_number`,
    )
    await check({ directory, output, manifest, rows: await decisionsOf(output), rejects })
  })
