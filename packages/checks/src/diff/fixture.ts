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

/** Makes the runs of both worlds and returns their directories, `a` and `b` below `directory`. */
export async function runBoth(directory: string, a: Half, b: Half): Promise<readonly [string, string]> {
  const runs = { a: smallWorld({ as_of: "2026-11-23", ...a }), b: smallWorld({ as_of: "2026-11-23", ...b }) }
  for (const [name, world] of Object.entries(runs)) {
    const input = join(directory, `in-${name}`)
    await writeWorld(world, input, { format: "parquet" })
    await runOnce({ input, output: join(directory, name), asOf: world.as_of, config: world.config })
  }
  return [join(directory, "a"), join(directory, "b")]
}

/** Compares the runs of two worlds. Both are as of 2026-11-23 by default. */
export const compareWorlds = (a: Half, b: Half): Promise<DiffReport> =>
  inScratch(async (directory) => compareRuns(...(await runBoth(directory, a, b))))

/** One line for each cause and email type: `kind cause email_type rows`, sorted. */
export function found(report: DiffReport): ReadonlyArray<string> {
  return report.by_cause
    .flatMap(({ kind, cause, by_type }) =>
      by_type.map(({ email_type, rows }) => `${kind} ${cause} ${email_type} ${rows}`),
    )
    .sort()
}
