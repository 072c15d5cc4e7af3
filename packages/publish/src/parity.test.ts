/** Tests that a release answers for every contact with exactly the rows of the run. */
import { join } from "node:path"
import { inScratch, runOnce } from "@almanac/pipeline/run/fixture"
import { contactAnswer } from "@almanac/release/contact"
import { openRelease } from "@almanac/release/open"
import { generate } from "@almanac/synthetic/generate"
import type { World } from "@almanac/testkit/world"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import { contactRow, smallWorld } from "@almanac/testkit/worlds/small-world"
import { writeWorld } from "@almanac/testkit/write-world"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { directoryFiles } from "./directory-target.ts"
import { dueParityIn, parityIn, publishIn } from "./fixture.ts"

const balanced = (world: World): World => ({
  ...world,
  config: { ...world.config, load_balancing: { ...world.config.load_balancing, enabled: true } },
})

const checkParity = async (directory: string, seed: number, least: number) => {
  const [output, releases] = [join(directory, "out"), join(directory, "releases")]
  const { release } = await publishIn(output, releases)
  const { contacts, rows, runRows, differing } = await parityIn(output, releases, release)
  expect({ rows, differing }, `seed ${seed}`).toEqual({ rows: runRows, differing: [] })
  // Few rules affect the rows by day, so a few seeds are enough.
  if (seed <= 6) {
    const due = await dueParityIn(output, releases, release)
    expect(due, `seed ${seed}`).toEqual({ lists: due.lists, rows: runRows, differing: [], nobody: 0 })
  }
  expect(contacts, `seed ${seed}`).toBeGreaterThan(least)
}

test.each(Array.from({ length: 16 }, (_, at) => at + 1))(
  "seed %i: in worlds of boundary cases, balanced and not",
  (seed) =>
    inScratch(async (directory) => {
      const ownSettings = seed % 2 === 0
      const [optOuts, holdouts] = [seed % 3 === 0, seed % 3 !== 2]
      const random = randomWorld(seed, { contacts: 150, ownSettings, optOuts, holdouts })
      const world = seed % 4 === 0 ? random : balanced(random)
      const [input, output] = [join(directory, "in"), join(directory, "out")]
      await writeWorld(world, input, { format: "parquet" })
      await runOnce({ input, output, asOf: world.as_of, config: world.config })
      await checkParity(directory, seed, 50)
    }),
)

test("in a generated export, over several shards", () =>
  inScratch(async (directory) => {
    const [input, output, asOf] = [join(directory, "in"), join(directory, "out"), "2026-11-23"]
    const options = { contacts: 9_000, orgs: 3, seed: 6, asOf, directory: input, memoryLimitMb: 300 }
    await Effect.runPromise(generate(options))
    await runOnce({ input, output, asOf }, { threads: 2, batchSize: 4_000 })
    await checkParity(directory, options.seed, 8_000)
  }))

test("if every contact was rejected", () =>
  inScratch(async (directory) => {
    const world = smallWorld({ as_of: "2026-11-23", contacts: [contactRow({ id: 1n, zip_code: null })] })
    const [input, output, releases] = [join(directory, "in"), join(directory, "out"), join(directory, "to")]
    await writeWorld(world, input, { format: "parquet" })
    await runOnce({ input, output, asOf: world.as_of })
    const { release } = await publishIn(output, releases)
    const opened = await openRelease(directoryFiles(releases), release)
    expect(await contactAnswer(opened, 1n, 1n)).toBe(undefined)
  }))
