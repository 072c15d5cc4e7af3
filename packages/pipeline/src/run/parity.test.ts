/**
 * Compares runs with the second implementation, which shares no rule with them, on random worlds
 * full of boundary cases.
 */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { secondOpinion } from "@almanac/testkit/oracle/second-opinion"
import type { World } from "@almanac/testkit/world"
import { Random } from "@almanac/testkit/worlds/random"
import { randomWorld } from "@almanac/testkit/worlds/random-world"
import { type WriteOptions, writeWorld } from "@almanac/testkit/write-world"
import { expect, test } from "vitest"
import { decisionsOf, inScratch, lines, query, runOnce } from "./fixture.ts"

const SHOWN = 3

interface Layout extends WriteOptions {
  readonly threads: number
  readonly batchSize: number
}

/** How the files of a world are written and read. The seed decides. */
function layoutOf(seed: number): Layout {
  const random = new Random(-seed)
  const rowsPerFile = random.pick([undefined, 1000, 13, 5])
  return {
    format: random.pick(["parquet", "parquet", "csv"]),
    ...(rowsPerFile === undefined ? {} : { rowsPerFile }),
    ...(random.chance(0.6) ? { shuffleSeed: seed } : {}),
    threads: random.pick([1, 2]),
    batchSize: random.pick([1, 7, 1000]),
  }
}

/** The first rows that only one side has, for the failure message. */
function difference(run: ReadonlyArray<string>, expected: ReadonlyArray<string>) {
  const [ofRun, ofExpected] = [new Set(run), new Set(expected)]
  return {
    rows: run.length,
    onlyInRun: run.filter((line) => !ofExpected.has(line)).slice(0, SHOWN),
    onlyInSecondOpinion: expected.filter((line) => !ofRun.has(line)).slice(0, SHOWN),
  }
}

const agreement = (expected: ReadonlyArray<string>) => ({
  rows: expected.length,
  onlyInRun: [],
  onlyInSecondOpinion: [],
})

const compare = (world: World, layout: Layout, alsoCheck?: (output: string) => Promise<void>) =>
  inScratch(async (directory) => {
    const { as_of: asOf, config } = world
    const [input, output] = [join(directory, "in"), join(directory, "out")]
    await writeWorld(world, input, layout)
    await runOnce({ input, output, asOf, config }, layout)

    const told = `seed ${world.seed}, ${asOf}, ${JSON.stringify(layout)}`
    const verdict = secondOpinion(world)
    const rows = lines(verdict.rows)
    expect(difference(lines(await decisionsOf(output)), rows), told).toEqual(agreement(rows))

    const columns = ["contact_id", "reason", ...(layout.shuffleSeed === undefined ? ["row_number"] : [])]
    const rejects = lines(
      verdict.rejects.map((reject) => ({ ...reject, row_number: BigInt(reject.row_number) })),
      columns,
    )
    const given = await query(`SELECT contact_id, reason, row_number FROM '${output}/rejects/*.parquet'`)
    expect(difference(lines(given, columns), rejects), told).toEqual(agreement(rejects))
    await alsoCheck?.(output)
  })

test.each(Array.from({ length: 12 }, (_, at) => at + 1))(
  "seed %i: every row and every reject is that of the second implementation",
  (seed) => compare(randomWorld(seed, { contacts: 80 }), layoutOf(seed)),
)

test.each([41, 42, 43, 44])("seed %i: the same holds if organisations have settings of their own", (seed) =>
  compare(randomWorld(seed, { contacts: 40, orgs: 3, ownSettings: true }), layoutOf(seed)),
)

test.each([45, 46, 47])(
  "seed %i: the same holds with opt-outs of channels and types, and with holdouts",
  (seed) => compare(randomWorld(seed, { contacts: 40, optOuts: true, holdouts: true }), layoutOf(seed)),
)

test.each([41, 42, 43, 44, 45, 46])("seed %i: the same holds with local time and text messages", (seed) =>
  compare(randomWorld(seed, { contacts: 40, texts: true, optOuts: true, ownSettings: true }), layoutOf(seed)),
)

test("the same holds if a run takes several parts", () =>
  compare(
    randomWorld(101, { contacts: 4200, orgs: 3, ownSettings: true }),
    { ...layoutOf(101), threads: 2, batchSize: 7 },
    async (output) => expect((await readdir(join(output, "schedules"))).length).toBeGreaterThan(2),
  ))
