/** Makes and compares the runs of two small worlds. */
import { join } from "node:path"
import { inScratch, runOnce } from "@almanac/pipeline/run/fixture"
import type { World } from "@almanac/testkit/world"
import { smallWorld } from "@almanac/testkit/worlds/small-world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import { type DiffOptions, diff } from "./diff.ts"
import type { DiffReport } from "./report.ts"

export type Half = Partial<World>

export const compareRuns = (a: string, b: string, options: Partial<DiffOptions> = {}): Promise<DiffReport> =>
  Effect.runPromise(
    diff({
      a,
      b,
      limit: 2,
      threads: 1,
      databaseMemoryMb: 300,
      rowsPerChunk: 1_000_000,
      onProgress: () => {},
      ...options,
    }),
  )

const worldOf = (half: Half): World => smallWorld({ as_of: "2026-11-23", ...half })

async function runOf(world: World, directory: string, name: string): Promise<string> {
  const [input, output] = [join(directory, `in-${name}`), join(directory, name)]
  await writeWorld(world, input, { format: "parquet" })
  await runOnce({ input, output, asOf: world.as_of, config: world.config })
  return output
}

/** Makes the runs of both worlds and returns their directories, `a` and `b` below `directory`. */
export async function runBoth(directory: string, a: Half, b: Half): Promise<readonly [string, string]> {
  return [await runOf(worldOf(a), directory, "a"), await runOf(worldOf(b), directory, "b")]
}

/**
 * Compares the runs of two worlds. Both are as of 2026-11-23 by default. The runs are kept below `directory`, and worlds that
 * are equal share one.
 */
export function comparingWorlds(directory: string): (a: Half, b: Half) => Promise<DiffReport> {
  const runs = new Map<string, Promise<string>>()
  const keptRun = (half: Half): Promise<string> => {
    const world = worldOf(half)
    const key = JSON.stringify(world, (_, value) => (typeof value === "bigint" ? `${value}n` : value))
    const run = runs.get(key) ?? runOf(world, directory, String(runs.size))
    runs.set(key, run)
    return run
  }
  return async (a, b) => compareRuns(await keptRun(a), await keptRun(b))
}

/** Compares the runs of two worlds as {@link comparingWorlds} does, and keeps nothing. */
export const compareWorlds = (a: Half, b: Half): Promise<DiffReport> =>
  inScratch((directory) => comparingWorlds(directory)(a, b))

/** One line for each cause and email type: `kind cause email_type rows`, sorted. */
export function found(report: DiffReport): ReadonlyArray<string> {
  return report.by_cause
    .flatMap(({ kind, cause, by_type }) =>
      by_type.map(({ email_type, rows }) => `${kind} ${cause} ${email_type} ${rows}`),
    )
    .sort()
}
